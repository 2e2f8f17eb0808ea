"""Texts that AWS refuses are refused in a preview: every rule of the table, at its limits and just beyond them."""

import string
from typing import Any

import pytest

from sandbox.protocol.values import UNKNOWN, secret
from sandbox.providers.aws.checking import failures
from sandbox.providers.aws.prose import broken
from sandbox.providers.aws.prose.table import Rule, rules
from sandbox.providers.aws.resource_type import all_types
from tests.sandbox.providers.prose.examples import EXAMPLES
from tests.sandbox.providers.prose.place import inputs_with

RULES = [(token, rule) for token, found in rules().items() for rule in found]
GROUP = "aws:ec2/securityGroup:SecurityGroup"


def of(kind: str) -> pytest.MarkDecorator:
    chosen = [(token, rule) for token, rule in RULES if kind in rule.limits]
    return pytest.mark.parametrize(("token", "rule"), chosen, ids=[f"{token} {rule.path}" for token, rule in chosen])


def said(token: str, rule: Rule, value: Any) -> list[str]:  # noqa: ANN401 - a property value
    return [f"{breach.asked}, and {breach.found}" for breach in broken(token, inputs_with(rule, value))]


def tags(service: str, given: dict[str, Any]) -> list[str]:
    return [breach.place for breach in broken("", {"tags": given, "tagsAll": given}, tags_of=service)]


def only(token: str, path: str) -> Rule:
    return next(rule for rule in rules()[token] if rule.path == path)


@of("length")
def test_a_text_that_is_one_too_long_is_refused_with_its_length(token: str, rule: Rule) -> None:
    low, high = rule.limits["length"]
    refusal = f"must be {low} to {high} characters, and has"
    assert not any(refusal in each for each in said(token, rule, "a" * high))
    assert f"{refusal} {high + 1}" in said(token, rule, "a" * (high + 1))


@of("length")
def test_a_text_that_is_one_too_short_is_refused_with_its_length(token: str, rule: Rule) -> None:
    low, high = rule.limits["length"]
    refusal = f"must be {low} to {high} characters, and has {low - 1}"
    assert (refusal in said(token, rule, "a" * (low - 1))) is (low > 0)


@of("bytes")
def test_bytes_are_counted_and_not_characters(token: str, rule: Rule) -> None:
    most = rule.limits["bytes"]
    assert said(token, rule, "\xe9" * (most // 2)) == []
    assert said(token, rule, "\xe9" * (most // 2 + 1)) == [f"must be at most {most} bytes, and has {most + 2}"]


@of("entries")
def test_a_list_that_is_one_too_long_is_refused(token: str, rule: Rule) -> None:
    high = rule.limits["entries"][1]
    names = [f"n{index}" for index in range(high + 1)]
    whole: Any = dict.fromkeys(names, "a") if rule.path == "dimensions" else names
    assert any(f"and has {high + 1}" in each for each in said(token, rule, whole))


@of("distinct")
def test_what_must_differ_is_refused_twice_and_not_while_it_is_unknown(token: str, rule: Rule) -> None:
    key = rule.limits["distinct"]

    def listed(*values: str) -> list[Any]:
        return [{key: value} if key else value for value in values]

    def equals(*values: str) -> list[str]:
        return [each for each in said(token, rule, listed(*values)) if "distinct" in each]

    assert equals("a", "b") == []
    assert equals("a", "b", "a") != []
    if not rule.inside:
        assert equals(UNKNOWN, UNKNOWN) == []


@of("number")
def test_a_number_beyond_its_bounds_is_refused(token: str, rule: Rule) -> None:
    low, high = rule.limits["number"]
    assert [said(token, rule, value) for value in (low, high)] == [[], []]
    assert said(token, rule, low - 1)
    assert said(token, rule, high + 1)


@pytest.mark.parametrize("token", rules())
def test_a_form_is_refused_at_every_place_that_has_it(token: str) -> None:
    taken = [
        (rule.path, text)
        for rule in rules()[token]
        for form in rule.forms
        for text in (EXAMPLES[form].refuses if form in EXAMPLES else ())
        if text and not said(token, rule, text)
    ]
    assert taken == []


@pytest.mark.parametrize("token", rules())
def test_what_is_not_known_yet_is_judged_later(token: str) -> None:
    for rule in rules()[token]:
        top = rule.path.split(".")[0].removesuffix("[]")
        assert list(broken(token, {**rule.when, top: UNKNOWN})) == []
        if not rule.of and not rule.inside:
            assert [each for each in broken(token, inputs_with(rule, UNKNOWN)) if each.value == UNKNOWN] == []


def test_a_rule_for_one_engine_is_not_meant_for_another() -> None:
    name = {"databaseName": "a" * 64}
    assert list(broken("aws:rds/cluster:Cluster", {"engine": "aurora-postgresql", **name}))
    assert list(broken("aws:rds/cluster:Cluster", {"engine": "aurora-mysql", **name})) == []
    assert list(broken("aws:rds/cluster:Cluster", {"engine": UNKNOWN, **name})) == []


def test_codes_of_grpc_are_not_those_of_http() -> None:
    group, health = "aws:lb/targetGroup:TargetGroup", {"healthCheck": {"matcher": "0-99"}}
    assert list(broken(group, health))
    assert list(broken(group, {"protocolVersion": "GRPC", **health})) == []


@pytest.mark.parametrize("path", ["name", "description"])
def test_ec2_takes_these_characters_and_no_others(path: str) -> None:
    allowed = {*string.ascii_letters, *string.digits, *" ._-:/()#,@[]+=&;{}!$*"}
    rule = only(GROUP, path)
    taken = {character for character in map(chr, range(32, 256)) if not said(GROUP, rule, f"a{character}a")}
    assert taken == allowed


@pytest.mark.parametrize(
    ("token", "name"),
    [
        (GROUP, "sg-standby"),
        (GROUP, "SG-standby"),
        (GROUP, "default"),
        ("aws:lb/loadBalancer:LoadBalancer", "internal-standby"),
        ("aws:elasticache/parameterGroup:ParameterGroup", "default.valkey8"),
        ("aws:cloudwatch/eventBus:EventBus", "default"),
    ],
)
def test_a_reserved_name_is_refused(token: str, name: str) -> None:
    assert list(broken(token, {"name": name}))


@pytest.mark.parametrize("name", ["admin", "rdsadmin", "pg_standby", "user"])
def test_the_first_user_of_a_database_has_no_reserved_name(name: str) -> None:
    engine = {"engine": "aurora-postgresql"}
    assert list(broken("aws:rds/cluster:Cluster", {**engine, "masterUsername": name}))
    assert list(broken("aws:rds/cluster:Cluster", {**engine, "masterUsername": f"standby_{name}"})) == []


@pytest.mark.parametrize("service", ["s3", "ec2", "rds", "sns", "kms"])
def test_keys_of_tags_are_not_those_that_aws_reserves(service: str) -> None:
    assert {*tags(service, {"aws:stack": "a"})} == {"tags.aws:stack"}
    assert tags(service, {"stack": "a", "Name": ""}) == []


def test_a_tag_that_the_provider_adds_is_judged_as_one() -> None:
    (breach,) = broken("", {"tags": {}, "tagsAll": {"stack": "v" * 257}}, tags_of="sns")
    assert (breach.place, breach.found) == ("tagsAll.stack", "has 257")


def test_a_resource_has_fifty_tags_and_no_more() -> None:
    assert tags("sqs", {f"k{index}": "" for index in range(50)}) == []
    assert tags("sqs", {f"k{index}": "" for index in range(51)}) == ["tags"]


def test_ec2_takes_any_character_in_a_tag_and_others_do_not() -> None:
    assert tags("ec2", {"it's": "(a) & b"}) == []
    assert tags("iam", {"it's": "(a) & b"}) == ["tags.it's", "tags.it's"]
    rule = all_types()["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"].tagging
    assert rule is not None
    assert rule.service == "ec2", "rules of a security group are tagged as EC2 does it"


def test_tags_that_are_not_known_yet_are_judged_later() -> None:
    assert list(broken("", {"tags": UNKNOWN, "tagsAll": UNKNOWN}, tags_of="rds")) == []
    assert tags("rds", {"stack": UNKNOWN}) == []


def test_an_apostrophe_is_named_with_where_aws_says_so_and_what_it_answers() -> None:
    (failure,) = failures(all_types()[GROUP], {"name": "a", "description": "Route 53's health checkers"})
    assert 'and not "\'"' in failure.reason
    assert "Amazon EC2 API, CreateSecurityGroup: Description" in failure.reason
    assert "AWS answers InvalidParameterValue: Invalid security group description" in failure.reason


def test_a_secret_is_not_given_away_by_what_is_wrong_with_it() -> None:
    cluster = all_types()["aws:rds/cluster:Cluster"]
    given = {"engine": "aurora-postgresql", "masterPassword": secret("hunter2/hunter2")}
    reasons = [each.reason for each in failures(cluster, given) if each.property == "masterPassword"]
    assert reasons
    assert not any("hunter2" in reason or "has" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("token", "inputs", "place"),
    [
        ("aws:iam/role:Role", {"description": "the role \u2014 of tasks"}, "description"),
        ("aws:kms/alias:Alias", {"name": "alias/aws/standby"}, "name"),
        ("aws:sqs/queue:Queue", {"name": "orders.fifo"}, "name"),
        ("aws:s3/bucket:Bucket", {"bucket": "Standby-assets"}, "bucket"),
        ("aws:cloudwatch/logGroup:LogGroup", {"name": "aws/standby"}, "name"),
        ("aws:eks/fargateProfile:FargateProfile", {"fargateProfileName": "eks-standby"}, "fargateProfileName"),
        (
            "aws:ecs/taskDefinition:TaskDefinition",
            {"containerDefinitions": '[{"name": "a.b"}]'},
            "containerDefinitions[0].name",
        ),
        (
            "aws:iam/rolePolicy:RolePolicy",
            {"policy": '{"Statement": [{"Sid": "a"}, {"Sid": "read-orders"}]}'},
            "policy.Statement[1].Sid",
        ),
        ("aws:sns/topic:Topic", {"tags": {"aws:a": "b"}, "tagsAll": {"aws:a": "b"}}, "tags.aws:a"),
        ("aws:wafv2/webAcl:WebAcl", {"scope": "CLOUDFRONT", "rules": [{"name": "a b"}]}, "rules[0].name"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"dimensions": {":a": "b"}}, "dimensions.:a"),
    ],
)
def test_the_provider_checks_it_and_says_where(token: str, inputs: dict[str, Any], place: str) -> None:
    assert place in {each.property for each in failures(all_types()[token], inputs)}


@pytest.mark.parametrize(("before", "refused"), [({}, True), ({"globalClusterIdentifier": ""}, False)])
def test_what_a_look_brought_in_is_no_reason_to_refuse_the_next_run(before: dict[str, Any], *, refused: bool) -> None:
    # So RDS says it of a cluster that was detached from its global database, and the program ignores it.
    cluster = all_types()["aws:rds/cluster:Cluster"]
    said = failures(cluster, {"engine": "aurora-postgresql", "globalClusterIdentifier": ""}, before)
    assert ("globalClusterIdentifier" in {each.property for each in said}) is refused
