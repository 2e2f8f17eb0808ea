"""Rule dr-no-lost-messages."""

from collections.abc import Callable, Iterator

from framework.config import Settings
from framework.graph import Node, Stack, settled
from framework.reading import document, known, names, number, text, text_if_known
from framework.rule import Severity, StackRule, WhenUnknown, setting

_QUEUE, _REDRIVE = "aws:sqs/queue:Queue", "aws:sqs/redrivePolicy:RedrivePolicy"
_SUBSCRIPTION, _TARGET = "aws:sns/topicSubscription:TopicSubscription", "aws:cloudwatch/eventTarget:EventTarget"
_FUNCTION, _INVOKE = "aws:lambda/function:Function", "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
_MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"
# Whatever names a queue for what it could not deliver, and where.
_DEAD_LETTERS = {
    _QUEUE: "redrivePolicy",
    _REDRIVE: "redrivePolicy",
    _SUBSCRIPTION: "redrivePolicy",
    _TARGET: "deadLetterConfig",
    "aws:cloudwatch/eventBus:EventBus": "deadLetterConfig",
    "aws:scheduler/schedule:Schedule": "target",
    _FUNCTION: "deadLetterConfig",
    _INVOKE: "destinationConfig",
}
# Whatever calls a function without waiting for its answer, and where.
_CALLERS = {
    _TARGET: "arn",
    _SUBSCRIPTION: "endpoint",
    "aws:s3/bucketNotification:BucketNotification": "lambdaFunctions",
}
_PEOPLE = {"email", "email-json", "sms"}
_DEFAULT_RETENTION_SECONDS, _DEFAULT_VISIBILITY_SECONDS, _DEFAULT_TIMEOUT_SECONDS = 345_600, 30, 3


def check(resource: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """A queue that others name for their dead letters needs none; a function does if nobody waits for its answer."""
    yield from _CHECKS[resource.resource_type](resource, stack, settings)


def _queue(queue: Node, stack: Stack, _: Settings) -> Iterator[str]:
    redrives = stack.referring(queue, "queueUrl", _REDRIVE)
    inline = [queue] if _redrives(queue) else []
    if not redrives and not inline and not _takes_dead_letters(queue, stack):
        yield "has no queue for messages that fail again and again (redrivePolicy)"
    for source in (*redrives, *inline):
        found = _named(source, stack)
        if not found:
            yield "cannot be judged, because the queue for its failed messages is not in this stack (redrivePolicy)"
        for dead in found:
            if _retention(dead) < _retention(queue):
                yield f"keeps messages longer than {dead.name}, which takes the failed ones (messageRetentionSeconds)"


def _redrives(source: Node) -> bool:
    """Whether its policy names a queue; one that is not known yet has to be made of something."""
    if known(source.props, "redrivePolicy"):
        return bool(text(document(source.props, "redrivePolicy"), "deadLetterTargetArn"))
    return settled(source, "redrivePolicy")


def _takes_dead_letters(queue: Node, stack: Stack) -> bool:
    return any(queue in _named(each, stack) for token in _DEAD_LETTERS for each in stack.of(token))


def _named(source: Node, stack: Stack) -> list[Node]:
    """The queues that a policy names: by ARN where it is known, else by the graph."""
    path = _DEAD_LETTERS[source.resource_type]
    if path == "redrivePolicy" and known(source.props, path):
        arn = text(document(source.props, path), "deadLetterTargetArn")
        found = [each for each in stack.of(_QUEUE) if arn and text_if_known(each.props, "arn") == arn]
        if found:
            return found
    return stack.linked(source, path, _QUEUE)


def _retention(queue: Node) -> float:
    return number(queue.props, "messageRetentionSeconds", _DEFAULT_RETENTION_SECONDS)


def _subscription(subscription: Node, _: Stack, __: Settings) -> Iterator[str]:
    if not _redrives(subscription) and text(subscription.props, "protocol") not in _PEOPLE:
        yield "drops what it could not deliver (redrivePolicy)"


def _target(target: Node, _: Stack, __: Settings) -> Iterator[str]:
    if not settled(target, "deadLetterConfig.arn"):
        yield "drops events that it could not deliver (deadLetterConfig)"


def _function(function: Node, stack: Stack, _: Settings) -> Iterator[str]:
    called = any(stack.perhaps_referring(function, path, token) for token, path in _CALLERS.items())
    invoked = stack.referring(function, "functionName", _INVOKE)
    kept = any(settled(each, "destinationConfig.onFailure.destination") for each in invoked)
    if called and not kept and not settled(function, "deadLetterConfig.targetArn"):
        yield "drops events that it fails on twice (deadLetterConfig, or destinationConfig.onFailure)"


def _mapping(mapping: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    queues = stack.linked(mapping, "eventSourceArn", _QUEUE)
    if not queues and _may_be_queue(mapping):
        yield "cannot be judged, because what it reads from is not in this stack (eventSourceArn)"
    times = settings.count("visibilityTimesTimeout")
    functions = stack.linked(mapping, "functionName", _FUNCTION) if queues else []
    if queues and not functions:
        yield "cannot be judged, because its function is not in this stack (functionName)"
    for queue in queues:
        for function in functions:
            timeout = number(function.props, "timeout", _DEFAULT_TIMEOUT_SECONDS)
            if number(queue.props, "visibilityTimeoutSeconds", _DEFAULT_VISIBILITY_SECONDS) < times * timeout:
                yield f"reads from {queue.name}, which shows a message again while it is worked on"
    if queues and "ReportBatchItemFailures" not in list(names(mapping.props, "functionResponseTypes")):
        yield "repeats a whole batch for one message that fails (functionResponseTypes)"


def _may_be_queue(mapping: Node) -> bool:
    """Only an ARN says what a source of another stack is. One that is made of something here is what that is."""
    source = text_if_known(mapping.props, "eventSourceArn")
    return bool(source) and (":sqs:" in str(source) or not str(source).startswith("arn:"))


_CHECKS: dict[str, Callable[[Node, Stack, Settings], Iterator[str]]] = {
    _QUEUE: _queue,
    _SUBSCRIPTION: _subscription,
    _TARGET: _target,
    _FUNCTION: _function,
    _MAPPING: _mapping,
}

RULE = StackRule(
    id="dr-no-lost-messages",
    title="What cannot be delivered or worked off is kept.",
    breaks="An order that arrives while something is down is dropped without a trace.",
    instead="name a queue for what fails, wherever AWS has a place for one.",
    remedies={
        _QUEUE: "give it a redrivePolicy, or an aws:sqs/redrivePolicy:RedrivePolicy, to a queue that keeps messages as "
        "long or longer.",
        _SUBSCRIPTION: "give it a redrivePolicy with the ARN of a queue.",
        _TARGET: "give it a deadLetterConfig with the ARN of a queue.",
        _FUNCTION: "give it a deadLetterConfig, or a destination on failure in an "
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig.",
        _MAPPING: "write ReportBatchItemFailures into functionResponseTypes, and make visibilityTimeoutSeconds of the "
        "queue six times the function's timeout.",
    },
    severity=Severity.HIGH,
    references=("REL05-BP04", "CKV_AWS_116", "AWS Config lambda-dlq-check"),
    reads={
        _QUEUE: ("redrivePolicy", "messageRetentionSeconds", "visibilityTimeoutSeconds"),
        _REDRIVE: ("queueUrl", "redrivePolicy"),
        _SUBSCRIPTION: ("protocol", "redrivePolicy", "endpoint"),
        _TARGET: ("deadLetterConfig.arn", "arn"),
        "aws:cloudwatch/eventBus:EventBus": ("deadLetterConfig",),
        "aws:scheduler/schedule:Schedule": ("target",),
        _FUNCTION: ("deadLetterConfig.targetArn", "timeout"),
        _INVOKE: ("functionName", "destinationConfig.onFailure.destination"),
        _MAPPING: ("eventSourceArn", "functionName", "functionResponseTypes"),
        "aws:s3/bucketNotification:BucketNotification": ("lambdaFunctions",),
    },
    subjects=tuple(_CHECKS),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings={"visibilityTimesTimeout": setting("integer", 6, "Visibility timeout in function timeouts.", minimum=1)},
    left_out={
        _QUEUE: {"messageRetentionSeconds": "4 days by default, which is compared (SQS API, SetQueueAttributes)."},
        _TARGET: {"arn": "EventBridge takes no target without it (EventBridge API, Target)."},
        _MAPPING: {
            "eventSourceArn": "a mapping without it reads from no queue (Lambda API, CreateEventSourceMapping)."
        },
        _FUNCTION: {"timeout": "3 seconds by default (Lambda API, CreateFunction)."},
    },
    otherwise={_TARGET: {"arn": "what calls something else does not call this function."}},
    check=check,
)
