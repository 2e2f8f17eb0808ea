"""Rights that AWS asks for beside an operation's own, because the operation does more than its name says. Data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox.cloud.iam import reference
from sandbox.cloud.iam.parameters import Parameters
from sandbox.cloud.iam.patterns import OPEN
from sandbox.cloud.iam.resources import arns_of, filled
from sandbox.cloud.request import Scope


@dataclass(frozen=True, kw_only=True)
class Beside:
    """`actions` on what a call names of type `kind`; on `*` without one, or on `arn`, whose places the call fills.

    `when` are parameters, on any level, one of which the call has to have; without any it is asked for always.
    """

    call: tuple[str, str]
    actions: tuple[str, ...]
    kind: str = ""
    arn: str = ""
    when: tuple[str, ...] = ()
    # The parameter with the regions in which it is asked for as well.
    regions: str = ""
    source: str


_COPY = (
    *("dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"),
    *("dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem"),
)
_TABLES = "DynamoDB developer guide, V2globaltables_security: what adding and removing a replica takes"
_WITNESS = "DynamoDB developer guide, V2globaltables_security: what a witness takes"
_WAF = "WAF developer guide, logging-cw-logs: permissions to publish logs to CloudWatch Logs"
_CANARY = "CloudWatch user guide, CloudWatch_Synthetics_Canaries_Roles: who makes a canary makes its function"

BESIDE: tuple[Beside, ...] = (
    Beside(
        call=("secretsmanager", "CreateSecret"),
        actions=("secretsmanager:ReplicateSecretToRegions",),
        kind="secret",
        when=("AddReplicaRegions",),
        source="Secrets Manager API reference, CreateSecret: AddReplicaRegions takes this right too",
    ),
    Beside(
        call=("kms", "ReplicateKey"),
        actions=("kms:CreateKey",),
        regions="ReplicaRegion",
        source="KMS developer guide, multi-region-keys-auth: kms:CreateKey in the replica's region",
    ),
    Beside(
        call=("dynamodb", "UpdateTable"),
        actions=("dynamodb:CreateTableReplica", *_COPY),
        kind="table",
        when=("Create.RegionName",),
        regions="RegionName",
        source=_TABLES,
    ),
    Beside(
        call=("dynamodb", "UpdateTable"),
        actions=("dynamodb:DeleteTableReplica",),
        kind="table",
        when=("Delete.RegionName",),
        source=_TABLES,
    ),
    Beside(
        call=("dynamodb", "UpdateTable"),
        actions=("dynamodb:CreateGlobalTableWitness",),
        kind="table",
        when=("GlobalTableWitnessUpdates.Create",),
        source=_WITNESS,
    ),
    Beside(
        call=("dynamodb", "UpdateTable"),
        actions=("dynamodb:DeleteGlobalTableWitness",),
        kind="table",
        when=("GlobalTableWitnessUpdates.Delete",),
        source=_WITNESS,
    ),
    Beside(
        call=("logs", "PutDeliverySource"),
        actions=("cloudfront:AllowVendedLogDeliveryForResource",),
        kind="distribution",
        when=("resourceArn",),
        source="CloudFront developer guide, standard-logging: permissions of standard logging v2",
    ),
    Beside(
        call=("wafv2", "PutLoggingConfiguration"),
        actions=(
            *("logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups"),
            *("logs:DescribeResourcePolicies", "logs:PutResourcePolicy"),
        ),
        source=_WAF,
    ),
    Beside(
        call=("synthetics", "CreateCanary"),
        actions=(
            *("lambda:AddPermission", "lambda:CreateFunction", "lambda:GetFunction"),
            *("lambda:GetFunctionConfiguration", "lambda:PublishVersion", "lambda:UpdateFunctionCode"),
            "lambda:UpdateFunctionConfiguration",
        ),
        arn="arn:aws:lambda:{region}:{account}:function:cwsyn-{Name}-*",
        source=_CANARY,
    ),
    Beside(
        call=("synthetics", "CreateCanary"),
        actions=("lambda:GetLayerVersion", "lambda:PublishLayerVersion"),
        arn="arn:aws:lambda:{region}:{account}:layer:cwsyn-{Name}-*",
        source=_CANARY,
    ),
    Beside(
        call=("synthetics", "CreateCanary"),
        actions=("lambda:GetLayerVersion",),
        arn="arn:aws:lambda:{region}:*:layer:Synthetics*:*",
        source=_CANARY,
    ),
)
_BY_CALL: Mapping[tuple[str, str], tuple[Beside, ...]] = {
    call: tuple(each for each in BESIDE if each.call == call) for call in {each.call for each in BESIDE}
}


def rights_beside(prefix: str, operation: str, parameters: Parameters, scope: Scope) -> Iterator[tuple[str, str, str]]:
    """(Action, ARN, region) of each that a call needs."""
    for row in _BY_CALL.get((prefix, operation), ()):
        if row.when and not any(parameters.has(each) for each in row.when):
            continue
        there = parameters.anywhere(row.regions) if row.regions else []
        regions = there if row.regions and not row.kind else [scope.region, *there]
        for region in dict.fromkeys(regions):
            for action in row.actions:
                for arn in _arns(row, parameters, Scope(scope.account, region)):
                    yield action, arn, region


def _arns(row: Beside, parameters: Parameters, scope: Scope) -> list[str]:
    if row.arn:
        names = {key: (parameters.named(key) or [OPEN])[0] for key in ("Name",)}
        return [row.arn.format(region=scope.region, account=scope.account, **names)]
    if not row.kind:
        return [OPEN]
    service = row.actions[0].partition(":")[0]
    known = reference.ResourceType(row.kind, reference.template(service, row.kind), is_required=True)
    found = arns_of(service, row.call[1], known, parameters, scope)
    # A call names its own resources by name; another service's only by their ARNs.
    return found or ([filled(known.template, {}, scope)] if service == row.call[0] else [])
