"""Pulumi's protobufs without its SDK: what is saved, and that the SDK is whole for whoever imports it afterwards."""

import subprocess
import sys

_ENGINE = "import sandbox.engine.deployment, sandbox.protocol.server, sys"


def _python(statements: str) -> str:
    done = subprocess.run([sys.executable, "-c", statements], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_neither_engine_nor_providers_load_the_sdk() -> None:
    assert _python(f"{_ENGINE}; print(sorted({{'pulumi', 'pulumi.runtime', 'botocore'}} & set(sys.modules)))") == "[]"


def test_the_sdk_is_whole_afterwards_and_speaks_of_the_same_messages() -> None:
    checks = "pulumi.runtime.settings.resource_pb2 is protobufs.resource_pb2, callable(pulumi.export)"
    statements = f"{_ENGINE}; from sandbox.protocol import protobufs; import pulumi, pulumi.runtime; print({checks})"
    assert _python(statements) == "True True"


def test_an_sdk_that_is_loaded_already_is_used() -> None:
    statements = (
        "import pulumi, sys; before = sys.modules['pulumi']; from sandbox.protocol import protobufs; "
        "print(sys.modules['pulumi'] is before)"
    )
    assert _python(statements) == "True"
