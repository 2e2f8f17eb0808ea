"""Writes docs/preflight.md from the data of the checks: what an account needs first."""

import argparse
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

from operations.preflight.names import KINDS
from operations.preflight.quota_table import QUOTAS
from operations.preflight.switches import LINKED_ROLES, SWITCHES, Switch
from settings.zones import UNSUITABLE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "preflight.md"
_WIDTH = 120
_HEAD = """\
# What an account needs first

<!-- Written by `make docs` from operations/preflight/. Do not edit. -->

`standby preflight` looks at all of it, in both regions, and changes nothing: before the first `up`, and before every
season of failovers. It exits with 0 where nothing is wrong, with 1 where something is, and with 2 where something could
not be looked at, which is never taken for fine. `docs/preflight-role.json` has the rights that it needs.

```console
$ .venv/bin/python -m operations preflight
```

## What is switched on once

"""
_ZONES = """\
## Zones

A name means another zone in another account, so zones are judged by id, at each run of the program too. EC2 says where
interface endpoints can stand; these zones are left out by others:

| zone | left out by | source |
| --- | --- | --- |
"""
_QUOTAS = """
## Quotas

What a region needs where it serves, beside what others in the account have. Defaults are those of a new account. A
raise takes days.

| quota | service | code | default |
| --- | --- | --- | --- |
"""
_REST = """
The web ACL's rules are weighed as AWS's groups of rules are today.

## Names

Nothing of these names may be there unless a stack of the pair made it: {kinds}.

## What only AWS shows

Room in a zone, how long a switch is pending, whether a quota's raise is granted, and rights that depend on what a
request says: IAM's simulator leaves those open, and so does `preflight`.
"""


def page() -> str:
    """The whole page."""
    zones = "".join(f"| {each.zone_id} | {each.service} | {each.source} |\n" for each in UNSUITABLE)
    quotas = "".join(
        f"| {each.name} | {each.service} | {each.code} | {each.default:,.0f} |\n"
        for each in sorted(QUOTAS, key=lambda one: (one.service, one.code))
    )
    switches = "\n".join("".join(_switch(each)) for each in SWITCHES)
    rest = _REST.format(kinds=", ".join(f"a {kind}" for kind in KINDS))
    return f"{_HEAD}{switches}\n{_ZONES}{zones}{_QUOTAS}{quotas}{rest}"


def _switch(each: Switch) -> Iterable[str]:
    yield f"### {each.title}\n\n{_filled(f'Needed {each.needed}. {each.why} ({each.source}.)')}\n\n"
    if "{service}" in each.command:
        services = ", ".join(f"`{role.service}`" for role in LINKED_ROLES if not role.by)
        yield f"{_filled(f'{services}:')}\n\n"
    command = each.command.format(region="$REGION", account="$ACCOUNT", service="$SERVICE")
    # Inside single quotes a shell leaves `$` alone.
    if "'{" in command:
        command = command.replace("'{", '"{').replace("}'", '}"')
        head, _, rest = command.partition('"{')
        body, _, tail = rest.rpartition('}"')
        command = head + '"{' + body.replace('"', '\\"') + '}"' + tail
    yield "```console\n$ " + command + "\n```\n"


def _filled(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def main() -> int:
    """`--write` writes the page; without it, say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        PAGE.write_text(page())
        return 0
    return 0 if PAGE.read_text() == page() else 1


if __name__ == "__main__":
    sys.exit(main())
