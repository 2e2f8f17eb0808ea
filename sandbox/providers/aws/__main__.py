"""Serve the provider. Started by an engine through `sandbox/bin/pulumi-resource-aws`."""

import os
import sys
from urllib.parse import urlsplit

from sandbox.protocol.server import serve_until_stopped
from sandbox.providers.aws.provider import AwsProvider

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def main() -> int:
    """Refuse to start for anything but an emulated AWS on this machine."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    if urlsplit(endpoint).hostname not in _LOOPBACK:
        sys.stderr.write(
            "The sandbox's aws provider acts only on an emulated AWS on this machine, and AWS_ENDPOINT_URL is "
            f"{endpoint!r}. Start one with `python -m sandbox start`; for the real AWS use Pulumi's own provider.\n"
        )
        return 1
    serve_until_stopped(AwsProvider(endpoint))
    return 0


if __name__ == "__main__":
    sys.exit(main())
