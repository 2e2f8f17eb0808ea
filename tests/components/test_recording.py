"""The recorder is strict: what it lets through, the other tests may rely on."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from sandbox.recording import RefusedError, deploy
from tests.components.place import REGION, build


def _queue(logical_name: str, /, **given: Any) -> aws.sqs.Queue:  # noqa: ANN401 - any input of a queue
    return aws.sqs.Queue(logical_name, **given)


def test_an_unknown_look_up_ends_the_program() -> None:
    with pytest.raises(Exception, match="getRegion"):
        deploy(lambda: pulumi.export("region", aws.get_region_output().id))


def test_an_input_that_the_real_provider_refuses_ends_the_program() -> None:
    with pytest.raises(Exception, match="kmsMasterKeyId"):
        deploy(lambda: _queue("orders", kms_master_key_id="key", sqs_managed_sse_enabled=True))


def test_a_type_that_the_sandbox_does_not_have_ends_the_program() -> None:
    with pytest.raises(Exception, match="no provider for aws:lightsail"):
        deploy(lambda: aws.lightsail.StaticIp("address"))


def test_two_resources_of_one_identity_end_the_program() -> None:
    with pytest.raises(Exception, match="two resources are"):
        deploy(lambda: [_queue("orders"), _queue("orders")])


def test_a_stack_that_is_not_there_ends_the_program() -> None:
    with pytest.raises(Exception, match="elsewhere"):
        deploy(lambda: pulumi.StackReference("elsewhere"))


def test_reading_a_resource_of_somebody_else_ends_the_program() -> None:
    with pytest.raises(Exception, match="does not own") as refused:
        deploy(lambda: aws.sqs.Queue.get("theirs", "https://queue"))
    assert isinstance(refused.value, RefusedError)


def test_options_and_secrets_are_seen() -> None:
    def program() -> None:
        region = aws.Provider("aws", region=REGION)
        first = _queue("first", opts=pulumi.ResourceOptions(provider=region))
        opts = pulumi.ResourceOptions(
            provider=region, protect=True, retain_on_delete=True, ignore_changes=["delay_seconds"], depends_on=[first]
        )
        _queue("second", name=pulumi.Output.secret("hidden"), opts=opts)

    second = deploy(program).one("aws:sqs/queue:Queue", "second")
    assert (second.protect, second.retain_on_delete, second.ignore_changes) == (True, True, ("delaySeconds",))
    assert [urn.rpartition("::")[2] for urn in second.depends_on] == ["first"]
    assert second.region == REGION
    assert second.inputs["name"] != "hidden"
    assert second.plain["name"] == "hidden"


def test_a_resource_without_a_provider_has_no_region() -> None:
    assert deploy(lambda: _queue("stray")).one("aws:sqs/queue:Queue").region == ""


def test_outputs_of_components_and_stack_are_recorded_after_everything_is_known() -> None:
    def program() -> None:
        queue = _queue("orders")
        component = pulumi.ComponentResource("test:index:Thing", "thing")
        component.register_outputs({"arn": queue.arn})
        pulumi.export("url", queue.url)

    recording = deploy(program)
    assert recording.exported == {"url": "orders.url"}
    assert [out for urn, out in recording.outputs.items() if "Thing" in urn] == [
        {"arn": "arn:aws:sqs::123456789012:orders"}
    ]


def test_nothing_computed_is_known_in_a_preview() -> None:
    seen: list[str] = []

    def program() -> None:
        _queue("orders", name="fixed").arn.apply(seen.append)

    deploy(program, preview=True)
    assert seen == []
    deploy(program)
    assert seen


def test_one_run_knows_nothing_of_another() -> None:
    first = build(lambda here: _queue("orders", opts=here.opts))
    second = build(lambda _: None)
    assert first.of("aws:sqs/queue:Queue")
    assert not second.of("aws:sqs/queue:Queue")


def test_there_is_none_of_a_type_only_where_there_could_be_one() -> None:
    empty = build(lambda _: None)
    known = (
        "aws:sqs/queue:Queue",
        "pulumi:providers:kubernetes",
        "kubernetes:apps/v1:Deployment",
        "kubernetes:core/v1:Pod",
    )
    assert [empty.of(each) for each in known] == [[], [], [], []]


@pytest.mark.parametrize(
    "kind",
    [
        "aws:sqs/queue:queue",
        "aws:sqs/Queue:Queue",
        "aws:lightsail/staticIp:StaticIp",
        "kubernetes:apps/v1:deployment",
        "kubernetes:apps/v1:Secret",
        "kubernetes:keda.sh/v1alpha1:ScaledObject",
        "pulumi:providers:gcp",
        "standby:messaging:Queue",
    ],
)
def test_a_type_that_nothing_can_be_of_is_refused(kind: str) -> None:
    with pytest.raises(RefusedError, match=kind):
        build(lambda _: None).of(kind)


def test_what_has_to_hold_of_each_has_to_hold_of_one() -> None:
    recording = build(lambda here: _queue("orders", opts=here.opts))
    assert [each.name for each in recording.some("aws:sqs/queue:Queue")] == ["orders"]
    with pytest.raises(AssertionError, match="none of aws:sns/topic:Topic"):
        recording.some("aws:sns/topic:Topic")
