"""Says what is wrong with a configuration of the pack: `python lint.py FILE`.

Pulumi takes a misspelt rule or property without a word, and it takes a rule out of force the same way.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from families import RULES
from framework.config import EXEMPT, resolve
from framework.exemptions import parse

_LEVEL = "enforcementLevel"
_LEVELS = {"advisory", "mandatory", "disabled", "remediate"}
_WEAK = {"advisory", "disabled"}


def problems(config: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a file holds
    """Give each problem as a sentence."""
    if not isinstance(config, Mapping):
        yield "the file holds no object; it maps the id of a rule to its settings"
        return
    rules = {rule.id: rule for rule in RULES}
    for name, given in config.items():
        entry = {_LEVEL: given} if isinstance(given, str) else given
        if not isinstance(entry, Mapping):
            yield f"{name}: is neither a level nor an object with settings"
            continue
        level = entry.get(_LEVEL)
        if level is not None and level not in _LEVELS:
            yield f"{name}: has no level {level}; there are {', '.join(sorted(_LEVELS))}"
        if name == "all":
            yield "all: changes the level of every rule, also of those that are switched off; name the rules instead"
        elif name not in rules:
            yield f"{name}: is no rule of this pack"
        else:
            if rules[name].mandatory and level in _WEAK:
                yield f"{name}: is taken out of force for every resource; exempt the ones that need it instead"
            settings, wrong = resolve(rules[name].schema, {key: each for key, each in entry.items() if key != _LEVEL})
            yield from (f"{name}: {each}" for each in (*wrong, *parse(settings.values[EXEMPT])[1]))


def main(arguments: list[str]) -> int:
    """Print the problems of each file; 1 where there are any, 2 where a file cannot be read."""
    code = 0
    for argument in arguments:
        try:
            found = list(problems(json.loads(Path(argument).read_text())))
        except (OSError, ValueError) as error:
            print(f"{argument}: cannot be read as JSON: {error}", file=sys.stderr)  # noqa: T201 - a command
            return 2
        for problem in found:
            print(f"{argument}: {problem}")  # noqa: T201
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
