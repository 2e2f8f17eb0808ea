"""Saying no to a request, in one shape."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

ModelT = TypeVar("ModelT", bound=BaseModel)
_MOST_BYTES = 16_384


class RefusalError(Exception):
    """What is wrong with a request, for whoever sent it."""

    def __init__(self, status: HTTPStatus, error: str, problems: Sequence[str] = ()) -> None:
        super().__init__(error)
        self.status, self.error, self.problems = status, error, problems


def answer_refusal(_: Request, refusal: Exception) -> Response:
    """The answer to a refused request."""
    assert isinstance(refusal, RefusalError)  # noqa: S101 - registered for it alone
    body = {"error": refusal.error} | ({"problems": list(refusal.problems)} if refusal.problems else {})
    headers = {"WWW-Authenticate": "Bearer"} if refusal.status is HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(body, refusal.status, headers)


async def read_body(request: Request, model: type[ModelT]) -> ModelT:
    """The body as a `model`. Raises RefusalError for one that is too long or not of that shape."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise RefusalError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is longer than {_MOST_BYTES} bytes")
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, each['loc'])) or 'body'}: {each['msg']}" for each in error.errors()]
        raise RefusalError(HTTPStatus.UNPROCESSABLE_ENTITY, "the body is not valid", problems) from None
