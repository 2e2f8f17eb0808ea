"""Writes docs/readiness.md and docs/readiness-role.json from the rules: what is looked at, and the rights for it."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from operations.readiness.rule import Concerns, NothingToSee, Rule, everywhere, of_its_stack, stands_in
from operations.readiness.rules import MODULES, READS
from settings.readiness import METRIC, NAMESPACE, SILENT_HOURS

_DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, ROLE = _DOCS / "readiness.md", _DOCS / "readiness-role.json"
_BUCKETS = "s3:"
_HEAD = """\
# What a failover needs in the region that takes over

<!-- Written by `make docs` from operations/readiness/. Do not edit. -->

`standby readiness` derives it from the states of both stacks: whatever they declare for a region is looked at,
read-only, and compared with what is declared. Nobody keeps a list; a resource type without a rule is an error, and
nothing is ready then.

```console
$ .venv/bin/python -m operations readiness                    # both regions, each as the one that takes over
$ .venv/bin/python -m operations readiness --to us-west-2 --json
$ .venv/bin/python -m operations readiness --publish          # and tells CloudWatch
```

What is not as declared is told with what it means for a failover and how it is put back. What `stops` makes exit 1;
what a failover can live without is told and makes exit 0. What could not be looked at stops: whether it stands is not
known. The exception is what answers in us-east-1 alone, as IAM, Route 53 and CloudFront do: the loss of that region
hides it, and what it holds serves on.

The same look is the first gate of every move (`--override readiness` accepts what it found), is made again right
before the database is asked to move, and is a line of `standby status`, which exits with 1 where a region is not
ready. A gate has 15 seconds: what has not answered after 12 is told as not looked at. In a disaster nobody waits for
what may be lost with the other region: control planes of rules marked *hastily in a disaster* are asked beside the
rest, and where none of them has said a word within a second, what they hold is told as not looked at and stops
nothing. Where they answer, a record that is missing stops a disaster's failover like any other.

`--publish` writes `{metric}` of `{namespace}` in each region: how many resources stop a failover to it, 0 for none.
The workflows publish after each deployment and every night. `standby-readiness-missing` rings while the last look
found something, `standby-readiness-silent` where nobody has said anything for {hours} hours (`docs/alarms.md`).
`docs/runbooks/not-ready.md` is the way on, and the way back where a move has begun all the same.

**Rights.** `docs/readiness-role.json` is all that it asks AWS for; write your account's number for ACCOUNT. The role
that operates has it beside `docs/runbooks/operator-role.json`, and so has the role of the nightly workflow. On EKS
name both in `kubernetes.operators`.

**What a state has forgotten.** A `refresh` takes what it finds gone out of the state, and nothing in the state says
so. While the state holds less than the last `up` that succeeded left, as the engine's history says, neither region is
ready; the next `up` that succeeds makes it again. A state that was imported has no such
history. A history that cannot be read is told, and stops nothing: what the state holds is looked at.

**What it does not see.** Stored data, what an image contains, whether a quota's raise is granted in time, room in a
zone of AWS's, and resources that no stack declares.

## What is looked at

"""
_TABLE = "| type | of which resources | |\n| --- | --- | --- |\n"
_WHERE: Mapping[Concerns, str] = {
    stands_in: "those in the region, whichever stack declares them",
    of_its_stack: "those of the region's own stack",
    everywhere: "all, for either region",
}
_OTHERWISE = "those that the region uses"


def page() -> str:
    """The whole page."""
    head = _HEAD.format(metric=METRIC, namespace=NAMESPACE, hours=SILENT_HOURS)
    return head + "\n".join("".join(_section(each)) for each in sorted(MODULES, key=_title))


def role() -> str:
    """The rights of whoever looks, and of whoever tells CloudWatch."""
    of_buckets = [each for each in READS if each.startswith(_BUCKETS)]
    statements: list[dict[str, Any]] = [
        _allowed("Looks", [each for each in READS if each not in of_buckets], "*"),
        _allowed("LooksAtBuckets", of_buckets, ["arn:aws:s3:::standby-ACCOUNT-*", "arn:aws:s3:::standby-ACCOUNT-*/*"]),
        {
            **_allowed("TellsCloudWatch", "cloudwatch:PutMetricData", "*"),
            "Condition": {"StringEquals": {"cloudwatch:namespace": NAMESPACE}},
        },
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2) + "\n"


def _allowed(sid: str, actions: list[str] | str, resources: list[str] | str) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}


def _title(module: ModuleType) -> str:
    return (module.__doc__ or "").splitlines()[0]


def _section(module: ModuleType) -> Iterable[str]:
    yield f"### {_title(module).rstrip('.')}\n\n{_TABLE}"
    for each in sorted(module.RULES, key=lambda one: one.type):
        yield f"| `{each.type}` | {' | '.join(_cells(each))} |\n"


def _cells(each: Rule | NothingToSee) -> tuple[str, str]:
    if isinstance(each, NothingToSee):
        return f"none: {each.because}", ""
    return _WHERE.get(each.concerns, _OTHERWISE), "hastily in a disaster" if each.in_one_place else ""


def main() -> int:
    """`--write` writes both; without it, say whether they are up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    written = {PAGE: page(), ROLE: role()}
    if parser.parse_args().write:
        for path, text in written.items():
            path.write_text(text)
        return 0
    return 0 if all(path.read_text() == text for path, text in written.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
