"""`python -m sandbox`."""

import os

from sandbox.loopback import spared
from sandbox.signalled import INTERRUPTED, end_at_once, end_in_order, say_interrupted


def main() -> None:
    """The command, which a signal ends with a sentence from its first moment on."""
    end_at_once()

    from sandbox.cli.app import app  # noqa: PLC0415 - it takes a while, and a signal may come meanwhile

    os.environ.update(spared(os.environ))
    end_in_order()
    try:
        app()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            say_interrupted()
        raise
    finally:
        end_at_once()


if __name__ == "__main__":
    main()
