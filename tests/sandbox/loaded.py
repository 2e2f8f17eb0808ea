"""The programs of `tests/sandbox/engine/warm.py`, with this program's packages loaded too.

What the program itself consists of is forgotten again, so that each run loads its own copy of it.
Started as `python -m tests.sandbox.loaded SOCKET`.
"""

import importlib
import sys

from tests.sandbox.engine import warm

_LOADED = ("components.multi_region.home", "components.multi_region.region", "settings.load")
_OWN = frozenset({"components", "settings", "workloads"})


def main() -> None:
    """Load, forget, and serve."""
    for module in _LOADED:
        importlib.import_module(module)
    for name in [name for name in sys.modules if name.partition(".")[0] in _OWN]:
        del sys.modules[name]
    warm.main()


if __name__ == "__main__":
    main()
