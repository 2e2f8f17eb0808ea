"""Calls that carry a name are carried out once: who sends one again hears what came of the first.

As AWS does where a request has a client token, and here for every request that creates something. A refusal is not
remembered: asked again, the call is tried again.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer
from sandbox.protocol.once import HEADER

_Key = tuple[str, str, str]


class Once:
    """Answers by the name of their call. One that is still being worked on is waited for."""

    def __init__(self) -> None:
        self._answers: dict[_Key, asyncio.Task[Answer]] = {}

    async def answer(self, call: AwsCall, work: Coroutine[Any, Any, Answer]) -> Answer:
        """Do the work, or answer as it was answered before."""
        key = (call.headers.get(HEADER, ""), call.service, call.action)
        if not key[0]:
            return await work
        task = self._answers.get(key)
        if task is None:
            task = self._answers[key] = asyncio.create_task(work)
            task.add_done_callback(lambda ended: self._forget_refusal(key, ended))
        else:
            work.close()
        return await asyncio.shield(task)

    def _forget_refusal(self, key: _Key, ended: "asyncio.Task[Answer]") -> None:
        if ended.cancelled() or ended.exception() is not None or not ended.result().is_success:
            del self._answers[key]
