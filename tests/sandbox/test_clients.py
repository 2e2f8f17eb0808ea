"""Clients of the emulated AWS, as the demonstration and the sandbox's commands make them."""

import pytest

from sandbox.cloud.process import CloudError
from sandbox.demo.proofs import Clients


def test_a_number_of_attempts_that_is_none_is_told_with_where_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "nonsense")
    with pytest.raises(CloudError, match="'nonsense'; look at the environment's AWS_ variables"):
        Clients("http://127.0.0.1:9").of("sqs", "us-east-1")
