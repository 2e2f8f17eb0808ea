"""Writes `deploy_asked.json` anew, from what clouds decided: `python -m tests.roles.keep_asked DECISIONS.json...`.

Each is what `python -m sandbox rights --role standby-deploy --json` prints after a life of both stacks: one that stays
on ECS, and one that goes through the strategies, on to EKS, with the canary and AWS's plan; both end in `destroy`.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("deploy_asked.json")
# Ids that are drawn anew in each cloud, and say nothing: kept, every run would write another file.
_DRAWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=[-/])(?!0{12})[0-9a-f]{12,}|(?<=/id/)[0-9A-F]{32}")
_OF_BALANCERS = re.compile(r"(?<=/)[a-z0-9]{16}(?=/|$)")
_OF_THE_EDGE = re.compile(r"(?<=/)E[A-Z0-9]{13}$")
_SECRET = re.compile(r"(:secret:.*)-\w{6}$")


def kept(decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each question once, with the condition keys that decided it."""
    found = {}
    for each in decisions:
        resource = _SECRET.sub(
            r"\1-0", _OF_THE_EDGE.sub("0", _OF_BALANCERS.sub("0", _DRAWN.sub("0", each["resource"])))
        )
        row = {"action": each["action"], "resource": resource, "context": _plain(each["context"])}
        found[json.dumps(row)] = row
    return sorted(found.values(), key=lambda row: (row["action"], row["resource"], str(row["context"])))


def _plain(context: dict[str, list[str]]) -> dict[str, list[str]]:
    return {key: [_DRAWN.sub("0", value) for value in values] for key, values in context.items()}


if __name__ == "__main__":
    rows = kept([each for file in sys.argv[1:] for each in json.loads(Path(file).read_text())["decisions"]])
    KEPT.write_text("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n")
