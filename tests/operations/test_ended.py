"""A command that a job cancels takes down what it put up."""

import os
import signal
import tempfile
from pathlib import Path

import pytest

from operations.ended import ending_in_order


def test_a_signal_unwinds_what_was_put_up() -> None:
    with pytest.raises(SystemExit) as ended, ending_in_order(), tempfile.TemporaryDirectory() as folder:
        os.kill(os.getpid(), signal.SIGTERM)
    assert ended.value.code == 128 + signal.SIGTERM
    assert not Path(folder).exists()


def test_afterwards_a_signal_means_what_it_meant() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with ending_in_order():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before
