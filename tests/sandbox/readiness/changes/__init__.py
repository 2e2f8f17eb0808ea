"""What hands can do to each type, in a module for each service. Written without a look at the rules."""

from collections.abc import Mapping, Sequence

from tests.sandbox.readiness.change import Change
from tests.sandbox.readiness.changes import (
    access,
    clusters,
    compute,
    data,
    load_balancing,
    messaging,
    network,
    routing,
    storage,
    watching,
)

_MODULES = (access, clusters, compute, data, load_balancing, messaging, network, routing, storage, watching)
CHANGES: Mapping[str, Sequence[Change]] = {table.type: table.changes for module in _MODULES for table in module.TABLES}
# Types that hands change nothing of, and why.
NOTHING: Mapping[str, str] = {
    "aws:acm/certificateValidation:CertificateValidation": "it waits while a stack comes up, and is nothing in AWS",
}
