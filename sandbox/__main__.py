"""`python -m sandbox`."""

import os
import signal

from sandbox.cli.app import app
from sandbox.loopback import spared

if __name__ == "__main__":
    os.environ.update(spared(os.environ))
    # A job that is cancelled gets this one: what was begun is kept, and what runs is ended, as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()
