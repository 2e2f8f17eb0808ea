"""`python -m sandbox`."""

import os

from sandbox.cli.app import app
from sandbox.loopback import spared

if __name__ == "__main__":
    os.environ.update(spared(os.environ))
    app()
