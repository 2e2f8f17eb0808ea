"""Writes docs/sandbox-coverage.md: what the sandbox proves, and what only AWS can."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from sandbox.cloud.additions.registry import KINDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sandbox-coverage.md"

# What no addition covers: area, what the sandbox does instead, what is left for AWS to show.
AREAS: tuple[tuple[str, str, str], ...] = (
    (
        "API validation",
        "botocore checks parameters, the provider the real provider's rules, the emulator some of AWS's",
        "everything else that AWS refuses",
    ),
    (
        "Aurora: data",
        "members, roles, switchover and failover of a global cluster are kept as states; no database is behind",
        "that data arrives, that nothing is lost, that a promoted cluster takes writes",
    ),
    (
        "Aurora: lag and duration",
        "a role changes at once or after as many looks as tools say, and lag is what they set",
        "real replication lag, promotion time, fencing of the old writer, the rebuilt volume",
    ),
    (
        "Blackout of a region",
        (
            "its endpoints hang or are refused, and so are the global control planes, changes of buckets and whatever "
            "gets a new DNS name, where AWS documents that they depend on it"
        ),
        "a partial or slow failure, and dependencies that AWS does not document",
    ),
    (
        "CloudFront and WAF",
        "distributions, policies, web ACLs and their rules are kept as configuration, over which requests are followed",
        "the edge: caching, origin failover, what a rule blocks, how long a deployment takes",
    ),
    (
        "CloudWatch alarms",
        (
            "what PutMetricAlarm refuses is refused; the tests compute every alarm of the program over timelines, by "
            "the documented rules for missing data and for expressions"
        ),
        (
            "the states of alarms in the emulated AWS, where one is judged when a datapoint arrives, over all "
            "dimensions of its metric together; under which dimensions Aurora publishes a copy's lag (`aws cloudwatch "
            "list-metrics --namespace AWS/RDS --metric-name AuroraGlobalDBRPOLag` in its region), whether Container "
            "Insights tells of a service without tasks, whether FILL answers for a metric that never was, how late "
            "values come"
        ),
    ),
    (
        "Containers",
        "a task runs as soon as it is asked for; no image is pulled, and a stand-in makes the calls of them all",
        "start and drain times, image pulls, read-only roots, platform limits",
    ),
    (
        "Cost",
        "nothing costs anything",
        "the bill",
    ),
    (
        "DNS",
        "answers are computed from the zone, the checks and the targets, as Route 53 documents it",
        "delegation, resolvers and their caches, TTLs, how fast a change spreads",
    ),
    (
        "DNS: nearness",
        "the distance between regions stands in for the latency that Route 53 measures",
        "which region a given client is sent to",
    ),
    (
        "DynamoDB global tables",
        "an item is in every replica at once, also in a region that is dark",
        "replication lag, conflicts and who wins them, strong multi-Region consistency",
    ),
    (
        "ElastiCache",
        "groups, users and parameters are kept as configuration; no cache stands behind the endpoints",
        "failover of a node, what a cold cache does to the database",
    ),
    (
        "Health checkers",
        "tests say which host answers, and all checkers agree",
        "intervals, thresholds, the share of checkers that has to agree, what they can reach",
    ),
    (
        "IAM and key policies",
        (
            "calls of roles are decided by identity, trust, resource and key policies, and so is what starts tasks and "
            "pods, what controllers do, what services hand on, and logging in to stores; whoever has another key "
            "administers"
        ),
        (
            "tags of resources, callers' addresses, VPC endpoints, session policies, AWS's managed policies that the "
            "emulator does not carry, organizations"
        ),
    ),
    (
        "Keys and services",
        (
            "a call that names a key, a role of EKS or a bucket of access logs is refused where a policy refuses what "
            "the service is documented to send and to ask for; so is a call that reaches a queue, a topic, a secret or "
            "a table whose key is disabled or waits to be deleted"
        ),
        (
            "whether a service sends more condition keys than AWS documents: S3 with its replication role and EKS with "
            "its cluster role above all; what a database, a cache or a log does once its key is disabled"
        ),
    ),
    (
        "Kubernetes",
        "clusters, add-ons and access entries are kept as configuration; no API server stands behind them",
        "scheduling, pod start times, disruption budgets, KEDA",
    ),
    (
        "Messaging",
        "messages travel between queues, topics and buses as the emulator carries them, at once",
        "delivery times, retries and their back-off, throughput",
    ),
    (
        "Network",
        "subnets, routes, security groups and endpoints are kept as configuration; no packet passes them",
        "that traffic gets where it should, and nowhere else",
    ),
    (
        "Quotas and capacity",
        "quotas are answered, and a region has room for as many tasks as tools say; neither follows from use",
        "that the second region has room for all of it on the day",
    ),
    (
        "Time",
        "what takes AWS minutes is done when the call returns",
        "RTO: every duration of a failover",
    ),
    (
        "TLS and certificates",
        "certificates are issued at once, and nothing is encrypted on the way",
        "validation, renewal, handshakes",
    ),
    (
        "Values in AWS's words",
        (
            "access strings, rates, policies, names and networks come back in AWS's form, as far as it was seen "
            "(sandbox/cloud/stored/forms.py)"
        ),
        "every other form, such as `resetchannels` in an access string of Valkey, or the order of a list",
    ),
)

_HEAD = """\
# What the sandbox proves, and what only AWS can

<!-- Written by `make docs` from sandbox/cloud/coverage.py and the additions beside it. Do not edit. -->

The emulated AWS is ministack behind a gateway that adds what it lacks. What both leave out only AWS can show.

## What the gateway adds

"""
_MIDDLE = """
## What is not shown here

"""


def page() -> str:
    """The whole page."""
    additions = [(kind.service, kind.adds, kind.proves, kind.cannot) for kind in KINDS]
    return "".join(
        [
            _HEAD,
            _table(("service", "added", "proves", "cannot prove"), sorted(additions)),
            _MIDDLE,
            _table(("area", "in the sandbox", "only AWS shows"), AREAS),
        ]
    )


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in [columns, ["---"] * len(columns), *rows])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the page, write it, or say whether the written one is current."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.cloud.coverage", description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--write", action="store_true", help="write the page")
    choice.add_argument("--check", action="store_true", help="exit 1 where the written page is not current")
    chosen = parser.parse_args(arguments)
    if chosen.write:
        PAGE.write_text(page())
    elif chosen.check:
        if not PAGE.exists() or PAGE.read_text() != page():
            sys.stderr.write(f"{PAGE} is not current; run: make docs\n")
            return 1
    else:
        sys.stdout.write(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
