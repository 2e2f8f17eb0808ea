"""Answers in AWS's wire formats. Pure."""

import json
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from sandbox.cloud.request import AwsCall

_REQUEST_ID = "sandbox"
_REST_XML = frozenset({"cloudfront", "route53"})


@dataclass(frozen=True)
class Answer:
    """A complete HTTP answer. Header names are in small letters."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The body of a JSON protocol."""
        parsed = json.loads(self.body or b"{}")
        return parsed if isinstance(parsed, dict) else {}

    @property
    def is_success(self) -> bool:
        """Whether AWS did what it was asked."""
        return self.status < 300  # noqa: PLR2004 - HTTP's own boundary


def json_answer(payload: dict[str, Any], status: int = 200) -> Answer:
    """An answer of the JSON 1.0 and 1.1 protocols."""
    return Answer(status, json.dumps(payload).encode(), {"content-type": "application/x-amz-json-1.1"})


def json_error(code: str, message: str, status: int = 400) -> Answer:
    """A refusal of the JSON protocols."""
    answer = json_answer({"__type": code, "message": message}, status)
    return Answer(answer.status, answer.body, {**answer.headers, "x-amzn-errortype": code})


def xml_answer(body: str, status: int = 200) -> Answer:
    """An answer of the REST-XML protocol."""
    return Answer(status, f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode(), {"content-type": "text/xml"})


def xml_error(code: str, message: str, status: int = 400) -> Answer:
    """A refusal of the REST-XML protocol, and of the query protocol."""
    return xml_answer(
        f"<ErrorResponse><Error><Type>{'Sender' if status < 500 else 'Receiver'}</Type><Code>{escape(code)}</Code>"  # noqa: PLR2004 - HTTP's own boundary
        f"<Message>{escape(message)}</Message></Error><RequestId>{_REQUEST_ID}</RequestId></ErrorResponse>",
        status,
    )


def refusal(call: AwsCall, code: str, message: str, status: int) -> Answer:
    """A refusal in the protocol that the caller speaks."""
    shown = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if call.service == "s3":
        return xml_answer(f"<Error>{shown}<RequestId>{_REQUEST_ID}</RequestId></Error>", status)
    if call.service == "ec2":
        return xml_answer(
            f"<Response><Errors><Error>{shown}</Error></Errors><RequestID>{_REQUEST_ID}</RequestID></Response>", status
        )
    if call.is_query_protocol or call.service in _REST_XML:
        return xml_error(code, message, status)
    return json_error(code, message, status)
