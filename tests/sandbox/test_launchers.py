"""Launchers start providers that end as the engines ask them to: Pulumi's with SIGINT, the sandbox's with SIGTERM.

What a provider does in between is for the tests of the providers.
"""

import os
import signal
import subprocess
import sys

import pytest

from sandbox.engine.deployment import LAUNCHERS


@pytest.mark.parametrize("package", ["aws", "awsx", "kubernetes"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_provider_ends_well_when_its_engine_asks_it_to(package: str, number: signal.Signals) -> None:
    with subprocess.Popen(
        [LAUNCHERS / f"pulumi-resource-{package}", "127.0.0.1:0"],
        env={**os.environ, "STANDBY_PYTHON": sys.executable, "AWS_ENDPOINT_URL": "http://127.0.0.1:1"},
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline().strip().isdigit()
        process.send_signal(number)
        assert process.wait() == 0, "an engine waits, and then kills it"
