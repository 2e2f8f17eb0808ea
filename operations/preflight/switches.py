"""What a service needs to be switched on in the account first: data for the check, and for docs/preflight.md."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from botocore.exceptions import ClientError

from operations.preflight import identity
from operations.preflight.checking import Check, Finding, attention, fine, wrong
from operations.preflight.place import Place

_ENABLED = frozenset({"ENABLED", "ENABLED_BY_DEFAULT"})
_LONG = ("serviceLongArnFormat", "taskLongArnFormat")
_OURS = "standby/"
_NO_ROLE = "NoSuchEntity"

TRANSACTION_SEARCH = """\
aws logs put-resource-policy --region {region} --policy-name standby-transaction-search --policy-document '{{
  "Version": "2012-10-17", "Statement": [{{
    "Effect": "Allow", "Principal": {{"Service": "xray.amazonaws.com"}}, "Action": "logs:PutLogEvents",
    "Resource": ["arn:aws:logs:{region}:{account}:log-group:aws/spans:*",
                 "arn:aws:logs:{region}:{account}:log-group:/aws/application-signals/data:*"],
    "Condition": {{"ArnLike": {{"aws:SourceArn": "arn:aws:xray:{region}:{account}:*"}},
                  "StringEquals": {{"aws:SourceAccount": "{account}"}}}}}}]}}' &&
aws xray update-trace-segment-destination --region {region} --destination CloudWatchLogs"""
REGION = "aws account enable-region --region-name {region}"
LONG_ARNS = (
    "aws ecs put-account-setting-default --region {region} --name serviceLongArnFormat --value enabled &&\n"
    "aws ecs put-account-setting-default --region {region} --name taskLongArnFormat --value enabled"
)
EBS_ENCRYPTION = "aws ec2 enable-ebs-encryption-by-default --region {region}"
REPLICATION = "aws ecr describe-registry --region {region}"
LINKED_ROLE = "aws iam create-service-linked-role --aws-service-name {service}"


@dataclass(frozen=True, kw_only=True)
class Switch:
    """`needed` says when, `why` what happens without it, `command` what turns it on. `source` is where AWS says so."""

    name: str
    title: str
    needed: str
    why: str
    command: str
    source: str
    look: Callable[[Place], Iterator[Finding]]
    once: bool = False


def _transaction_search(place: Place) -> Iterator[Finding]:
    share = place.settings.observability.trace_share
    if share == 0:
        yield fine("no request is traced, so X-Ray needs nothing")
        return
    found = place.client("xray").get_trace_segment_destination()
    on = found["Destination"] == "CloudWatchLogs"
    if on and found["Status"] == "ACTIVE":
        yield fine("Transaction Search is on, and X-Ray takes spans")
    elif on:
        yield attention(f"Transaction Search is {found['Status']}", "Wait some minutes; until then spans are refused")
    else:
        yield wrong(
            f"trace_share is {share:g}, and Transaction Search is off in {place.region}: X-Ray refuses every span",
            "Run what docs/preflight.md says of CloudWatch Transaction Search, or write trace_share: 0",
        )


def _region(place: Place) -> Iterator[Finding]:
    status = str(place.world("account").get_region_opt_status(RegionName=place.region)["RegionOptStatus"])
    if status not in _ENABLED:
        do = f"Run: {REGION.format(region=place.region)}; it takes minutes to hours"
        yield wrong(f"{place.region} is {status} in this account", do)


def _long_arns(place: Place) -> Iterator[Finding]:
    found = place.client("ecs").list_account_settings(effectiveSettings=True)["settings"]
    values = {each["name"]: each["value"] for each in found}
    off = [name for name in _LONG if values.get(name) == "disabled"]
    if off:
        do = f"Run: {LONG_ARNS.format(region=place.region)}"
        yield wrong(f"{', '.join(off)} is disabled, and ECS takes tags only with long ARNs", do)


def _ebs_encryption(place: Place) -> Iterator[Finding]:
    if place.client("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"]:
        return
    yield attention(
        f"volumes in {place.region} are not encrypted unless somebody says so; no stack of the pair has one",
        f"Run, before anybody makes one by hand: {EBS_ENCRYPTION.format(region=place.region)}",
    )


def _replication(place: Place) -> Iterator[Finding]:
    rules = place.client("ecr").describe_registry()["replicationConfiguration"]["rules"]
    others = [
        rule
        for rule in rules
        if not all(str(each["filter"]).startswith(_OURS) for each in rule.get("repositoryFilters", ()))
        or not rule.get("repositoryFilters")
    ]
    if others:
        where = sorted({str(each["region"]) for rule in others for each in rule["destinations"]})
        yield wrong(
            f"the registry has {len(others)} replication rules of others (to {', '.join(where)}), and a registry has "
            "one configuration: an up replaces it",
            "Use an account without one, or take over those rules in components/compute/ecr_registry.py first",
        )


@dataclass(frozen=True, kw_only=True)
class LinkedRole:
    """The role that a service acts by in the account; the first use of the service makes it."""

    service: str
    role: str
    kubernetes: bool = False
    # What makes it, where IAM is not asked for it directly.
    by: str = ""

    @property
    def command(self) -> str:
        """How somebody who may makes it."""
        return self.by or LINKED_ROLE.format(service=self.service)


LINKED_ROLES: tuple[LinkedRole, ...] = (
    LinkedRole(service="ecs.amazonaws.com", role="AWSServiceRoleForECS"),
    LinkedRole(service="elasticloadbalancing.amazonaws.com", role="AWSServiceRoleForElasticLoadBalancing"),
    LinkedRole(service="rds.amazonaws.com", role="AWSServiceRoleForRDS"),
    LinkedRole(service="elasticache.amazonaws.com", role="AWSServiceRoleForElastiCache"),
    LinkedRole(
        service="ecs.application-autoscaling.amazonaws.com",
        role="AWSServiceRoleForApplicationAutoScaling_ECSService",
    ),
    LinkedRole(service="replication.dynamodb.amazonaws.com", role="AWSServiceRoleForDynamoDBReplication"),
    LinkedRole(service="replication.ecr.amazonaws.com", role="AWSServiceRoleForECRReplication"),
    LinkedRole(service="wafv2.amazonaws.com", role="AWSServiceRoleForWAFV2Logging"),
    # KMS developer guide, multi-region-auth-slr: KMS makes it with the first such key, for whoever may make roles.
    LinkedRole(
        service="mrk.kms.amazonaws.com",
        role="AWSServiceRoleForKeyManagementServiceMultiRegionKeys",
        by="aws kms create-key --multi-region",
    ),
    LinkedRole(service="eks.amazonaws.com", role="AWSServiceRoleForAmazonEKS", kubernetes=True),
    LinkedRole(service="eks-fargate.amazonaws.com", role="AWSServiceRoleForAmazonEKSForFargate", kubernetes=True),
)


def _linked_roles(place: Place) -> Iterator[Finding]:
    missing = [
        each for each in LINKED_ROLES if (place.kubernetes or not each.kubernetes) and not _exists(place, each.role)
    ]
    source = identity.source_of(place) if missing else None
    refused = [
        each
        for each in missing
        if source is not None
        and identity.denied(
            place,
            source,
            ["iam:CreateServiceLinkedRole"],
            [f"arn:aws:iam::{place.account}:role/aws-service-role/{each.service}/{each.role}"],
            {"iam:AWSServiceName": each.service},
        )
    ]
    for each in refused:
        yield wrong(
            f"{each.role} is not there, and {place.identity} may not make it",
            f"Run, as somebody who may: {each.command}",
        )
    if not refused:
        yield fine(f"{len(missing)} service-linked roles will be made by the first up, and the others are there")


def _exists(place: Place, role: str) -> bool:
    try:
        place.world("iam").get_role(RoleName=role)
    except ClientError as error:
        if error.response["Error"]["Code"] != _NO_ROLE:
            raise
        return False
    return True


SWITCHES: tuple[Switch, ...] = (
    Switch(
        name="region-enabled",
        title="The region itself",
        needed="in regions that an account has to opt in to",
        why="Nothing can be made in a region that is not enabled, and enabling it takes minutes to hours.",
        command=REGION,
        source="AWS Account Management reference guide, enable or disable AWS Regions in your account",
        look=_region,
    ),
    Switch(
        name="transaction-search",
        title="CloudWatch Transaction Search",
        needed="where `standby:observability:trace_share` is above 0",
        why=(
            "X-Ray's OTLP endpoint refuses every span until it is on. It is one switch for an account and region, and "
            "changes how all of the account's traces are kept and billed, so that no stack declares it."
        ),
        command=TRANSACTION_SEARCH,
        source="CloudWatch user guide, enable Transaction Search",
        look=_transaction_search,
    ),
    Switch(
        name="service-linked-roles",
        title="Service-linked roles",
        needed="for each service, where the deploying role may not make them",
        why=(
            "ECS, Elastic Load Balancing, RDS, ElastiCache, Application Auto Scaling, DynamoDB and ECR replication, "
            "WAF's log, keys in several regions, and EKS act by roles of their own. The first use makes each, if the "
            "caller has `iam:CreateServiceLinkedRole`; `aws kms create-key --multi-region` makes that of keys."
        ),
        command=LINKED_ROLE,
        source="IAM user guide, service-linked roles",
        look=_linked_roles,
        once=True,
    ),
    Switch(
        name="ecs-long-arns",
        title="Long ARNs of ECS",
        needed="in accounts that once turned them off",
        why="ECS refuses tags on services and tasks without them.",
        command=LONG_ARNS,
        source="ECS developer guide, account settings",
        look=_long_arns,
    ),
    Switch(
        name="ebs-encryption",
        title="EBS encryption by default",
        needed="by nothing that the stacks declare",
        why=(
            "Fargate and Aurora encrypt what they keep. A volume that somebody makes beside them, to look into a "
            "snapshot, is encrypted only where this is on."
        ),
        command=EBS_ENCRYPTION,
        source="Amazon EBS user guide, enable EBS encryption by default",
        look=_ebs_encryption,
    ),
    Switch(
        name="registry-replication",
        title="Replication of the registry",
        needed="in accounts whose registry replicates for others already",
        why="A registry has one replication configuration, and the stack's replaces what is there.",
        command=REPLICATION,
        source="ECR user guide, private image replication",
        look=_replication,
    ),
)


def checks() -> tuple[Check, ...]:
    """One for each switch."""
    return tuple(
        Check(name=each.name, says=f"{each.title}: nothing to do", look=each.look, once=each.once) for each in SWITCHES
    )
