"""Serve the provider. Started by an engine through `sandbox/bin/pulumi-resource-awsx`."""

from sandbox.protocol.server import serve_until_stopped
from sandbox.providers.awsx.provider import AwsxProvider

if __name__ == "__main__":
    serve_until_stopped(AwsxProvider())
