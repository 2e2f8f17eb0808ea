"""SQS: the queues, who may send to them, and where what fails goes."""

from collections.abc import Iterator, Sequence

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.rule import Problem, Rule, needed

_MEANS = "orders that are placed in this region would have nowhere to wait"


def _queues(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    urls = set(ask.all("sqs", "list_queues", "QueueUrls"))
    for each in declared:
        if each.id not in urls:
            yield needed(each, "is not there", _MEANS)


RULES = (Rule(type="aws:sqs/queue:Queue", look=_queues),)
