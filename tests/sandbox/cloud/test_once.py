"""A call that carries a name is carried out once. AWS takes such names only where a request has a client token."""

import asyncio
from dataclasses import replace

import pytest

from sandbox.cloud.once import Once
from sandbox.cloud.request import AwsCall, read_call
from sandbox.cloud.response import Answer
from sandbox.protocol.once import HEADER

CREATE = read_call("POST", "/", "Action=CreateVpc", {HEADER: "a"}, b"")


class _Cloud:
    """Answers with how often it was called, and with this status."""

    def __init__(self, status: int = 200) -> None:
        self.calls, self.status = 0, status
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self) -> Answer:
        self.calls += 1
        await self.may_answer.wait()
        return Answer(self.status, str(self.calls).encode())


def _named(name: str) -> AwsCall:
    return replace(CREATE, headers={HEADER: name} if name else {})


def _bodies(cloud: _Cloud, *names: str) -> list[bytes]:
    async def ask() -> list[bytes]:
        once = Once()
        return [(await once.answer(_named(name), cloud())).body for name in names]

    return asyncio.run(ask())


def test_who_asks_again_under_the_same_name_hears_the_first_answer() -> None:
    cloud = _Cloud()
    assert _bodies(cloud, "a", "a") == [b"1", b"1"]
    assert cloud.calls == 1


@pytest.mark.parametrize("names", [("a", "b"), ("", "")], ids=["other names", "no name"])
def test_other_calls_are_carried_out(names: tuple[str, str]) -> None:
    assert _bodies(_Cloud(), *names) == [b"1", b"2"]


def test_another_action_under_the_name_is_another_call() -> None:
    async def ask() -> list[bytes]:
        once, cloud = Once(), _Cloud()
        other = replace(CREATE, action="CreateSubnet")
        return [(await once.answer(call, cloud())).body for call in (CREATE, other)]

    assert asyncio.run(ask()) == [b"1", b"2"]


def test_a_refusal_is_not_remembered() -> None:
    assert _bodies(_Cloud(status=503), "a", "a") == [b"1", b"2"]


def test_who_asks_while_the_first_call_is_under_way_waits_for_it() -> None:
    """The first caller was killed, and its call goes on."""

    async def ask() -> tuple[bytes, int]:
        once, cloud = Once(), _Cloud()
        cloud.may_answer.clear()
        first = asyncio.create_task(once.answer(CREATE, cloud()))
        second = asyncio.create_task(once.answer(CREATE, cloud()))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        cloud.may_answer.set()
        return (await second).body, cloud.calls

    assert asyncio.run(ask()) == (b"1", 1)
