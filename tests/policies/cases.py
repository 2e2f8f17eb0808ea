"""What every rule is tried with. `test_cases.py` checks that no rule leaves out a kind."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import tests.policies
from framework.rule import ResourceRule, StackRule
from tests.policies.bench import Declared, analyze, stack_root

AnyRule = ResourceRule | StackRule


@dataclass(frozen=True)
class Case:
    """One stack and what the rule says of it: nothing, or something that holds `says`."""

    kind: str
    sentence: str
    resources: Sequence[Declared]
    says: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """As a test's id."""
        return self.sentence

    def stack(self) -> list[Declared]:
        """The resources below a stack."""
        rooted = any(each.type == "pulumi:pulumi:Stack" for each in self.resources)
        return [*([] if rooted else [stack_root()]), *self.resources]

    def holds(self, rule: AnyRule) -> None:
        """Fail where the rule says something else."""
        messages = analyze([rule], self.stack(), {rule.id: self.config}).of(rule.id)
        if not self.says:
            assert messages == []
        else:
            assert messages, "the rule is silent"
            assert any(self.says in message for message in messages), messages


def passes(sentence: str, resources: Sequence[Declared], **config: Any) -> Case:  # noqa: ANN401 - settings
    """Nothing is wrong."""
    return Case("passes", sentence, resources, config=config)


def fails(sentence: str, resources: Sequence[Declared], says: str, **config: Any) -> Case:  # noqa: ANN401
    """Something is wrong and known to be."""
    return Case("fails", sentence, resources, says, config)


def absent(sentence: str, resources: Sequence[Declared], says: str = "", **config: Any) -> Case:  # noqa: ANN401
    """What the rule looks at is not there."""
    return Case("absent", sentence, resources, says, config)


def unknown(sentence: str, resources: Sequence[Declared], says: str = "", **config: Any) -> Case:  # noqa: ANN401
    """What the rule looks at is not known yet."""
    return Case("unknown", sentence, resources, says, config)


def modules() -> Iterator[ModuleType]:
    """Every test module of one rule."""
    for found in pkgutil.walk_packages(tests.policies.__path__, "tests.policies."):
        if found.name.count(".") == 3 and found.name.rpartition(".")[2].startswith("test_"):
            module = importlib.import_module(found.name)
            if hasattr(module, "CASES"):
                yield module


def tried() -> list[tuple[AnyRule, Case]]:
    """Every case with its rule."""
    return [(module.RULE, case) for module in modules() for case in module.CASES]
