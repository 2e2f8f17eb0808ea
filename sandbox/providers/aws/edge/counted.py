"""CloudFront's lists, which say how long they are, and the marks that it wants back with every change."""

from collections.abc import Sequence
from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType


def counted(items: Sequence[Any] | None) -> dict[str, Any]:
    """A list as CloudFront takes it: an empty one has no items at all."""
    return {"Quantity": len(items or ()), **({"Items": list(items)} if items else {})}


def items_of(counted_list: Any) -> list[Any]:  # noqa: ANN401 - a part of a boto3 answer
    """The way back of `counted`; what is absent is empty."""
    return list((counted_list or {}).get("Items") or [])


class Marked(ResourceType):
    """Something of CloudFront's that changes only for whoever shows its latest mark."""

    # boto3's noun: `create_NOUN`, `get_NOUN`, `update_NOUN`, `delete_NOUN`.
    noun: ClassVar[str]
    # Where an answer holds the thing, and where a request and the thing hold its configuration.
    answer: ClassVar[str]
    config: ClassVar[str]
    gone: ClassVar[str]
    is_global = True

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = self._ask(call, "create", **{self.config: self.configuration(inputs)})
        return str(answer[self.answer]["Id"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        answer = found(lambda: self._ask(call, "get", Id=resource_id), self.gone)
        if answer is None:
            return None
        return {"etag": answer["ETag"], **self.said(call, answer[self.answer])}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Everything is sent again, with the mark of a moment ago."""
        if changed - {"tagsAll"}:
            request = {self.config: self.configuration({**old, **new})}
            self._ask(call, "update", Id=resource_id, IfMatch=old["etag"], **request)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        answer = found(lambda: self._ask(call, "get", Id=resource_id), self.gone)
        if answer is not None:
            self._ask(call, "delete", Id=resource_id, IfMatch=answer["ETag"])

    def configuration(self, inputs: Inputs) -> dict[str, Any]:
        """What a request says."""
        raise NotImplementedError

    def said(self, call: Call, thing: dict[str, Any]) -> Outputs:
        """What an answer says."""
        raise NotImplementedError

    def _ask(self, call: Call, verb: str, **arguments: Any) -> Any:  # noqa: ANN401 - boto3's
        return getattr(call.client("cloudfront"), f"{verb}_{self.noun}")(**arguments)


def arn(call: Call, kind: str, resource_id: str) -> str:
    """The ARN of something of CloudFront's."""
    return f"arn:aws:cloudfront::{call.account}:{kind}/{resource_id}"
