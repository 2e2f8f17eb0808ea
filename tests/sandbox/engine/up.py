"""`up` of a stack in a process that a test may kill or interrupt: `python -m tests.sandbox.engine.up FOLDER`."""

import os
import signal
import sys
from pathlib import Path

from sandbox.engine import crypter
from sandbox.engine.events import Event
from tests.sandbox.engine.cloud import Cloud
from tests.sandbox.engine.conftest import Stack


def main() -> int:
    """Tell every event on a line; the exit code says whether it went well."""
    crypter._ITERATIONS = 1
    # Whoever runs the tests in the background has made this process ignore interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def tell(event: Event) -> None:
        sys.stdout.write(f"{event}\n")
        sys.stdout.flush()

    stack = Stack.__new__(Stack)
    stack.directory, stack.environment, stack.cloud = Path(sys.argv[1]), dict(os.environ), Cloud()
    stack.name, stack.events = "dev", []
    result = stack.deployment(sink=tell).up()
    sys.stdout.write(f"{result.error}\n")
    return 1 if result.error else 0


if __name__ == "__main__":
    sys.exit(main())
