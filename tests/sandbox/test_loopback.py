"""A proxy in the environment is not asked for what is on this machine."""

import os
import subprocess
import sys

import pytest

from sandbox.loopback import spared
from sandbox.protocol.server import CHANNEL_OPTIONS

_NOWHERE = "http://127.0.0.1:9"
_LEFT_ALONE = """
import os, urllib.request
from botocore.utils import get_environ_proxies
print(urllib.request.proxy_bypass("127.0.0.1:4566"), get_environ_proxies("http://127.0.0.1:4566"))
"""


@pytest.mark.parametrize("environment", [{}, {"no_proxy": "example.com"}, {"http_proxy": ""}])
def test_without_a_proxy_nothing_is_added(environment: dict[str, str]) -> None:
    assert spared(environment) == {}


@pytest.mark.parametrize(
    ("listed", "becomes"),
    [
        ({}, "127.0.0.1"),
        ({"no_proxy": "localhost"}, "localhost,127.0.0.1"),
        ({"NO_PROXY": ".example.com, 10.0.0.0/8"}, ".example.com,10.0.0.0/8,127.0.0.1"),
        ({"no_proxy": "*"}, "*,127.0.0.1"),
        ({"no_proxy": "127.0.0.1"}, "127.0.0.1"),
    ],
)
@pytest.mark.parametrize("proxy", ["http_proxy", "https_proxy", "grpc_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"])
def test_this_machine_is_named_beside_what_is_named(proxy: str, listed: dict[str, str], becomes: str) -> None:
    assert spared({proxy: _NOWHERE, **listed}) == dict.fromkeys(("no_proxy", "NO_PROXY", "no_grpc_proxy"), becomes)


@pytest.mark.parametrize("listed", [{}, {"no_proxy": "localhost"}, {"NO_PROXY": "example.com"}])
def test_urllib_and_botocore_go_by_it(listed: dict[str, str]) -> None:
    environment = {"http_proxy": _NOWHERE, "https_proxy": _NOWHERE, **listed}
    plain = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-c", _LEFT_ALONE],
        env={**plain, **environment, **spared(environment)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() in (["True", "{}"], ["1", "{}"])


def test_channels_to_plugins_never_go_by_a_proxy() -> None:
    assert ("grpc.enable_http_proxy", 0) in CHANNEL_OPTIONS
