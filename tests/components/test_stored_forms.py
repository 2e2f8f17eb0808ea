"""Whatever is declared has the form in which AWS hands it back, or one that the provider takes for the same.

Where it has not, every run changes it again. It covers what `sandbox/cloud/stored/forms.py` knows of.
"""

from collections.abc import Iterator
from typing import Any

from sandbox.cloud.stored.forms import FORMS
from sandbox.protocol.values import UNKNOWN
from tests.components.variants import EXTRAS, each_variant, recorded
from tests.stack_files import HOME


def _values(value: Any, parts: list[str]) -> Iterator[Any]:  # noqa: ANN401 - property values
    if value is None or value == UNKNOWN:
        return
    if not parts:
        yield value
        return
    inner = value.get(parts[0].removesuffix("[]"))
    for item in (inner or []) if parts[0].endswith("[]") else [inner]:
        yield from _values(item, parts[1:])


@each_variant
def test_every_input_has_the_form_in_which_it_comes_back(stack: str, variant: str) -> None:
    other = [
        f"{resource.name}: {form.path} is {value}, and AWS says {form.kept(value)} ({form.source})"
        for form in FORMS
        if not form.suppressed
        for resource in recorded(stack, variant).of(form.kind)
        for value in _values(resource.plain, form.path.split("."))
        if form.kept(value) != value
    ]
    assert other == []


def test_the_table_is_about_what_is_declared() -> None:
    declared = {resource.type for resource in recorded(HOME, EXTRAS).resources}
    declared |= {resource.type for resource in recorded(HOME, "warm-standby-eks").resources}
    assert {form.kind for form in FORMS} <= declared
