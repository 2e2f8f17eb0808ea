"""How EKS knows who asks a cluster's API: by a question to STS that is signed, names the cluster, and is sent on."""

import base64
from collections.abc import MutableMapping
from typing import Any

# EKS takes a signature for a quarter of an hour, whatever is written here; older authenticators want a minute at most.
_SECONDS = 60
_PREFIX, _HEADER = "k8s-aws-v1.", "x-k8s-aws-id"
_PARAMETER, _CONTEXT = "ClusterName", "standby-cluster"
_OPERATION = "sts.GetCallerIdentity"


def name_clusters(sts: Any) -> None:  # noqa: ANN401 - a boto3 client
    """Let a client of STS sign for clusters: once in its life, when it is made.

    A handler lives as long as its client. One that is added for each token puts the header in once more each time, and
    EKS, which sends it once, then finds another signature.
    """
    sts.meta.events.register(f"provide-client-params.{_OPERATION}", _keep, unique_id=f"{_CONTEXT}-keep")
    sts.meta.events.register(f"before-sign.{_OPERATION}", _write, unique_id=f"{_CONTEXT}-write")


def token(sts: Any, cluster: str) -> str:  # noqa: ANN401 - a boto3 client
    """A login to a cluster, as whoever the client is."""
    url = sts.generate_presigned_url(
        "get_caller_identity", Params={_PARAMETER: cluster}, ExpiresIn=_SECONDS, HttpMethod="GET"
    )
    return f"{_PREFIX}{base64.urlsafe_b64encode(url.encode()).decode().rstrip('=')}"


def _keep(params: MutableMapping[str, Any], context: MutableMapping[str, Any], **_: object) -> None:
    if _PARAMETER in params:
        context[_CONTEXT] = params.pop(_PARAMETER)


def _write(request: Any, **_: object) -> None:  # noqa: ANN401 - botocore's
    cluster = request.context.get(_CONTEXT)
    if cluster is not None:
        # Setting one adds it to those there are.
        del request.headers[_HEADER]
        request.headers[_HEADER] = cluster
