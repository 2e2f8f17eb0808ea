"""What no look at a pair can do without, as a process: the state of one stack from its engine, then one call of AWS."""

import sys
from pathlib import Path

from operations.live.clients import clients
from operations.live.stack_state import known

if __name__ == "__main__":
    outputs, _ = known(sys.argv[1], Path(), "sandbox")
    clients()("sts", outputs.region).get_caller_identity()
