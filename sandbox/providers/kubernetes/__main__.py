"""Serve the provider. Started by an engine through `sandbox/bin/pulumi-resource-kubernetes`."""

from sandbox.protocol.server import serve_until_stopped
from sandbox.providers.kubernetes.provider import KubernetesProvider

if __name__ == "__main__":
    serve_until_stopped(KubernetesProvider())
