"""Traces: what is traced, that a trace goes from the request to the worker, and that nothing leaves unsigned.

Spans are kept in memory. That X-Ray takes them is not proved here: nothing is sent to AWS.
"""

import asyncio
import json
import logging
from types import SimpleNamespace

import httpx
import pytest
import requests
from botocore.credentials import Credentials
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.workloads.shop import REGION, Aws
from workloads.shop import tracing
from workloads.shop.logs import JsonFormatter
from workloads.shop.web.traced import Traced

STRANGER = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "X-Amzn-Trace-Id": "Root=1-2"}


class Spans:
    """What was traced; `share` is the share that is kept."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch, self._exporter = monkeypatch, InMemorySpanExporter()
        self.keep(1)

    def keep(self, share: float) -> None:
        provider = tracing.provider_of(SimpleSpanProcessor(self._exporter), service="web", region=REGION, share=share)
        # OpenTelemetry takes one provider for a process's life; a test asks its own.
        self._monkeypatch.setattr(
            tracing, "trace", SimpleNamespace(**{**vars(trace), "get_tracer": provider.get_tracer})
        )

    @property
    def ended(self) -> list[ReadableSpan]:
        return list(self._exporter.get_finished_spans())


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Spans:
    return Spans(monkeypatch)


async def show(request: Request) -> Response:
    return JSONResponse({}, int(request.query_params.get("status", "200")))


def ask(path: str, headers: dict[str, str] | None = None) -> None:
    app = Traced(Starlette(routes=[Route("/orders/{order}", show), Route("/health/ready", show)]))

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://shop") as client:
            await client.get(path, headers=headers or {})

    asyncio.run(run())


def test_a_request_is_one_span_that_says_how_it_ended(spans: Spans) -> None:
    ask("/orders/42?status=503", STRANGER)
    [span] = spans.ended
    assert span.name == "GET /orders"
    assert span.attributes is not None
    assert span.attributes["http.response.status_code"] == 503
    assert span.attributes["aws.alb.trace"] == "Root=1-2"
    assert not span.status.is_ok
    assert span.resource.attributes["service.name"] == "web"


def test_health_checks_are_not_traced(spans: Spans) -> None:
    ask("/health/ready")
    assert spans.ended == []


def test_a_stranger_does_not_decide_what_is_traced(spans: Spans) -> None:
    spans.keep(0)
    ask("/orders/42", STRANGER)
    assert spans.ended == []
    spans.keep(1)
    ask("/orders/42", STRANGER)
    assert spans.ended[0].parent is None


def test_a_trace_goes_on_in_the_worker(spans: Spans, aws: Aws) -> None:
    with tracing.span("POST /orders") as request:
        aws.queue.send("order-1")
    [message] = aws.queue.receive()
    with tracing.continued(message.trace, "place order"):
        pass
    placed, _ = sorted(spans.ended, key=lambda each: each.name != "place order")
    assert placed.parent is not None
    assert placed.parent.span_id == request.get_span_context().span_id
    assert message.order_id == "order-1"


def test_a_message_without_a_trace_is_worked_off_all_the_same(aws: Aws) -> None:
    aws.queue.send("order-1")
    [message] = aws.queue.receive()
    assert message.trace == {}
    with tracing.continued(message.trace, "place order"):
        assert tracing.trace_id() is None


@pytest.mark.parametrize(("share", "logged"), [(1, True), (0, False)], ids=["kept", "not kept"])
def test_a_log_line_names_the_trace_that_can_be_looked_up(spans: Spans, share: int, logged: bool) -> None:  # noqa: FBT001
    spans.keep(share)
    record = logging.makeLogRecord({"msg": "hello", "levelname": "INFO"})
    with tracing.span("work") as span:
        line = json.loads(JsonFormatter().format(record))
    assert (line.get("trace_id") == f"{span.get_span_context().trace_id:032x}") is logged
    assert "trace_id" not in json.loads(JsonFormatter().format(record))


def test_what_is_sent_is_signed_for_x_ray_in_its_region() -> None:
    request = requests.Request(
        "POST",
        "https://xray.us-east-1.amazonaws.com/v1/traces",
        data=b"spans",
        headers={"Content-Type": "application/x-protobuf"},
    ).prepare()
    signed = tracing.Signature(Credentials("AKIDEXAMPLE", "secret", "token"), REGION)(request)
    authorization = signed.headers["Authorization"]
    assert f"/{REGION}/xray/aws4_request" in authorization
    assert "content-type;host;x-amz-date;x-amz-security-token" in authorization
    assert signed.headers["X-Amz-Security-Token"] == "token"
    assert "secret" not in str(signed.headers)


def test_nothing_is_set_up_where_nothing_is_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a provider was set")

    monkeypatch.setattr(trace, "set_tracer_provider", refuse)
    tracing.start(service="web", region=REGION, share=0)
