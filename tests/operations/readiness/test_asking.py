"""Each question is asked once, with all of its pages, in the region that takes over."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from threading import Barrier
from typing import Any

import pytest

from operations.readiness.asking import Answers, Ask

_HERE, _THERE = "us-west-2", "us-east-1"


@dataclass
class Recorded:
    """A client of any service, whose one list has two pages."""

    paginates: bool = True
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def can_paginate(self, _: str) -> bool:
        """As boto3 says it."""
        return self.paginates

    def get_paginator(self, operation: str) -> "Recorded":
        """The operation's pages."""
        self.asked.append((operation, {}))
        return self

    def paginate(self, **asked: object) -> Iterator[dict[str, list[str]]]:
        """Two of them, and one that lacks the key, as AWS leaves empty lists out."""
        self.asked[-1] = (self.asked[-1][0], dict(asked))
        yield from ({"Queues": ["a"]}, {}, {"Queues": ["b"]})

    def list_queues(self, **asked: object) -> dict[str, list[str]]:
        """All at once."""
        self.asked.append(("list_queues", dict(asked)))
        return {"Queues": ["a"]}


def test_a_list_is_asked_for_once_and_has_all_pages() -> None:
    """However many rules want it."""
    client, regions = Recorded(), []

    def clients(service: str, region: str) -> Recorded:
        regions.append((service, region))
        return client

    ask = Ask(clients, _HERE, _THERE)

    assert ask.all("sqs", "list_queues", "Queues", Prefix="x") == ["a", "b"]
    assert ask.all("sqs", "list_queues", "Queues", Prefix="x") == ["a", "b"]
    assert client.asked == [("list_queues", {"Prefix": "x"})]
    assert regions == [("sqs", _HERE)], "the other region may be lost, and is never asked"


def test_other_words_are_another_question() -> None:
    """What one rule asked for with a filter is not what another one asked for without."""
    client = Recorded()
    ask = Ask(lambda *_: client, _HERE, _THERE)

    ask.all("sqs", "list_queues", "Queues")
    ask.all("sqs", "list_queues", "Queues", Prefix="x")

    assert [asked for _, asked in client.asked] == [{}, {"Prefix": "x"}]


def test_an_operation_without_pages_is_asked_as_it_is() -> None:
    """Not every list has them."""
    client = Recorded(paginates=False)

    assert Ask(lambda *_: client, _HERE, _THERE).all("sqs", "list_queues", "Queues") == ["a"]


def test_rules_that_ask_at_once_share_one_call() -> None:
    """The second waits for what the first one asked."""
    together, calls = Barrier(2), count()
    ask = Ask(lambda *_: None, _HERE, _THERE)

    def rule() -> int:
        together.wait()
        return ask.once(("question",), lambda: next(calls))

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: rule(), range(2)))

    assert answers == [0, 0]


def test_what_a_question_raised_is_raised_to_all_who_ask_it() -> None:
    """A second rule is not told that there is nothing."""
    ask = Ask(lambda *_: None, _HERE, _THERE)

    def refused() -> str:
        msg = "no rights"
        raise ValueError(msg)

    for _ in range(2):
        with pytest.raises(ValueError, match="no rights"):
            ask.once(("question",), refused)


def test_both_regions_share_what_global_services_answered_and_nothing_else() -> None:
    """IAM says the same to whoever asks; two regions have queues of their own."""
    client, shared = Recorded(), Answers()
    ours, theirs = (Ask(lambda *_: client, region, "", shared=shared) for region in (_HERE, _THERE))

    for each in (ours, theirs):
        each.all("iam", "list_roles", "Queues")
        each.all("wafv2", "list_web_acls", "Queues", region=_THERE)
        each.all("sqs", "list_queues", "Queues")

    assert [operation for operation, _ in client.asked] == ["list_roles", "list_web_acls", "list_queues", "list_queues"]
