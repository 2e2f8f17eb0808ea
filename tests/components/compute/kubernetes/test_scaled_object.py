"""Numbers in a scaler's manifest, whatever a stack file says: each is one that KEDA reads, and the whole is taken."""

import asyncio
from typing import Any

import pulumi
from hypothesis import given
from hypothesis import strategies as st

from components.compute.kubernetes.scaled_object import ScaledObjectArgs, scaled_object
from sandbox.providers.kubernetes.rules import table
from settings.workload import BacklogScaling, RequestScaling, Scaling, TaskBounds, WorkloadSettings

_ANY_LOAD = st.integers(1, 1_000_000_000)
requests = st.builds(
    RequestScaling,
    by=st.just("requests"),
    requests_per_task_per_minute=_ANY_LOAD,
    concurrent_requests_per_task=_ANY_LOAD,
)


@st.composite
def backlogs(draw: st.DrawFn) -> BacklogScaling:
    """Any delay that a message may have which is not shorter than what it takes."""
    takes = draw(st.floats(0.001, 1_209_600, allow_nan=False))
    waits = draw(st.floats(takes, 1_209_600, allow_nan=False))
    return BacklogScaling(by="backlog", acceptable_delay_seconds=waits, processing_seconds=takes)


@st.composite
def tasks(draw: st.DrawFn) -> TaskBounds:
    """Any bounds, and those of a region in which nothing runs."""
    most = draw(st.integers(0, 100_000))
    return TaskBounds(min_tasks=draw(st.integers(0, most)), max_tasks=most)


def written(scaling: Scaling, bounds: TaskBounds) -> dict[str, Any]:
    """The manifest as it is sent."""
    spec = WorkloadSettings(
        image_tag="1.0.0", cpu_units=512, memory_mib=1024, min_tasks=3, max_tasks=60, scaling=scaling
    )
    args = ScaledObjectArgs(
        workload="worker",
        spec=spec,
        bounds=bounds,
        region="us-east-1",
        load_balancer="app/standby/1",
        target_group="targetgroup/standby-web/1",
        queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/orders",
    )

    async def sent() -> Any:  # noqa: ANN401 - a manifest
        return await resolved(scaled_object(args))

    body: dict[str, Any] = asyncio.run(sent())
    return body


async def resolved(value: Any) -> Any:  # noqa: ANN401 - a manifest
    """The value with its outputs waited for."""
    if isinstance(value, pulumi.Output):
        return await value.future()
    if isinstance(value, dict):
        return {key: await resolved(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [await resolved(inner) for inner in value]
    return value


@given(st.one_of(requests, backlogs()), tasks())
def test_whatever_the_settings_are_each_text_is_one_that_keda_reads(scaling: Scaling, bounds: TaskBounds) -> None:
    assert [f"{each.property}: {each.reason}" for each in table.failures(written(scaling, bounds))] == []


@given(backlogs())
def test_the_backlog_of_a_worker_is_a_whole_number_and_never_more_than_it_clears(backlog: BacklogScaling) -> None:
    (trigger,) = written(backlog, TaskBounds(min_tasks=3, max_tasks=60))["spec"]["triggers"]
    assert 1 <= int(trigger["metadata"]["queueLength"]) <= backlog.messages_per_task
