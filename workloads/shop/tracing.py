"""Traces by OpenTelemetry, sent to X-Ray's OTLP endpoint of this region, without a collector beside the task.

Whether a request is traced is drawn once, where it enters; what follows from it, in the worker too, follows that
answer. What a stranger says about traces is not listened to. A trace that cannot be sent is dropped.
"""

import atexit
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import boto3
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_SCOPE = "standby.shop"
_SEND_SECONDS = 3
_CARRIER = TraceContextTextMapPropagator()
# What a message carries of a trace.
CARRIED = frozenset(_CARRIER.fields)


class Signature(requests.auth.AuthBase):
    """Signs what is sent to X-Ray, which takes no request without a signature."""

    def __init__(self, credentials: Credentials, region: str) -> None:
        self._signer = SigV4Auth(credentials, "xray", region)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the signature."""
        signed = AWSRequest(
            method=request.method,
            url=request.url,
            data=request.body,
            headers={"Content-Type": request.headers["Content-Type"]},
        )
        self._signer.add_auth(signed)
        request.headers.update(dict(signed.headers.items()))
        return request


def start(*, service: str, region: str, share: float) -> None:
    """Trace a share (0 to 1) of what enters, from now until the process ends. Where it is 0, nothing is set up."""
    credentials = boto3.Session().get_credentials()
    if share == 0 or credentials is None:
        return
    session = requests.Session()
    session.auth = Signature(credentials, region)
    exporter = OTLPSpanExporter(
        f"https://xray.{region}.amazonaws.com/v1/traces", timeout=_SEND_SECONDS, session=session
    )
    provider = provider_of(BatchSpanProcessor(exporter), service=service, region=region, share=share)
    trace.set_tracer_provider(provider)
    atexit.register(provider.shutdown)


def provider_of(processor: SpanProcessor, *, service: str, region: str, share: float) -> TracerProvider:
    """What makes spans, says whose they are and draws which are kept."""
    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(share)),
        resource=Resource.create({"service.name": service, "cloud.provider": "aws", "cloud.region": region}),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(processor)
    return provider


@contextmanager
def span(name: str, kind: SpanKind = SpanKind.INTERNAL, **attributes: str | int) -> Iterator[Span]:
    """One step of the trace that is under way, or the first of a new one. Attributes never hold what customers sent."""
    named = {key.replace("__", "."): value for key, value in attributes.items()}
    with trace.get_tracer(_SCOPE).start_as_current_span(name, kind=kind, attributes=named) as current:
        yield current


def carried() -> dict[str, str]:
    """What the trace under way hands on with a message; empty where there is none."""
    carrier: dict[str, str] = {}
    _CARRIER.inject(carrier)
    return carrier


@contextmanager
def continued(carrier: Mapping[str, str], name: str) -> Iterator[Span]:
    """Go on, as a consumer, with the trace that a message carries."""
    origin = _CARRIER.extract(dict(carrier), context=Context())
    with trace.get_tracer(_SCOPE).start_as_current_span(name, context=origin, kind=SpanKind.CONSUMER) as current:
        yield current


def trace_id() -> str | None:
    """The trace under way as logs name it, where it is kept."""
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.trace_flags.sampled else None
