"""A login to a cluster of EKS, as `aws eks get-token` writes it: without AWS's libraries, which take half a second."""

import base64
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from sandbox.protocol import presigned

PREFIX, HEADER = "k8s-aws-v1.", "x-k8s-aws-id"
_KEY, _SECRET, _SESSION = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"


def cluster_token(cluster: str, region: str, *, at: datetime | None = None, by: Mapping[str, str] = os.environ) -> str:
    """Sign as whoever the environment says; where it says nobody, as the sandbox's own key."""
    moment = (at or datetime.now(UTC)).strftime(presigned.MOMENT)
    host, scope = f"sts.{region}.amazonaws.com", f"{moment[:8]}/{region}/sts/aws4_request"
    said = {
        "Action": "GetCallerIdentity",
        "Version": "2011-06-15",
        "X-Amz-Algorithm": presigned.ALGORITHM,
        "X-Amz-Credential": f"{by.get(_KEY) or 'test'}/{scope}",
        "X-Amz-Date": moment,
        "X-Amz-Expires": "60",
        "X-Amz-SignedHeaders": f"host;{HEADER}",
        **({"X-Amz-Security-Token": by[_SESSION]} if by.get(_SESSION) else {}),
    }
    url = f"https://{host}/?" + "&".join(f"{key}={quote(value, safe='-_.~')}" for key, value in said.items())
    signed = presigned.signature(by.get(_SECRET) or "test", url, {"host": host, HEADER: cluster})
    whole = f"{url}&{presigned.SIGNATURE}={signed}"
    return f"{PREFIX}{base64.urlsafe_b64encode(whole.encode()).decode().rstrip('=')}"
