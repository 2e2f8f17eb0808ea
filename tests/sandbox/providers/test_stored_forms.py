"""What AWS keeps in another form, the emulated one keeps so too, and the provider sees what the real one would see."""

from typing import Any

import pytest

from sandbox.cloud.stored.form import Stored
from sandbox.cloud.stored.forms import FORMS
from sandbox.cloud.stored.spelling import network
from sandbox.protocol.values import Properties
from tests.sandbox.providers.bench import Bench, urn

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("aws-provider")]
# Rows whose example needs more of its type than one value; a whole `up` covers those.
_ELSEWHERE = {"aws:dynamodb/table:Table", "aws:eks/cluster:Cluster"}
_REWRITTEN = [form for form in FORMS if form.calls and form.kind not in _ELSEWHERE]
# Of networks the provider takes only AWS's own form.
_TAKEN = [form for form in _REWRITTEN if form.kept is not network]


@pytest.mark.parametrize("form", _TAKEN, ids=str)
def test_a_value_in_another_form_is_changed_for_ever_unless_the_provider_hides_it(bench: Bench, form: Stored) -> None:
    declared = _with(bench.declaration(form.kind), form.path.split("."), bench.resolve(form.given))
    made = bench.make(form.kind, declared)
    is_seen = bool(bench.diff(made, made.inputs).paths)
    assert is_seen is not bool(form.suppressed), "the second up is empty exactly where the provider hides the change"


@pytest.mark.parametrize("form", [form for form in _REWRITTEN if form.kept is network], ids=str)
def test_a_network_by_another_address_is_refused_before_it_is_sent(bench: Bench, form: Stored) -> None:
    declared = _with(bench.declaration(form.kind), form.path.split("."), form.given)
    _, failures = bench.provider.check(urn(form.kind), {}, declared, b"seed")
    assert [failure.property for failure in failures] == [form.path]


@pytest.mark.parametrize("form", _REWRITTEN, ids=str)
def test_a_value_in_aws_s_own_form_comes_back_as_it_is(bench: Bench, form: Stored) -> None:
    declared = _with(bench.declaration(form.kind), form.path.split("."), bench.resolve(form.said))
    made = bench.make(form.kind, declared)
    seen = bench.read(made)
    assert seen is not None
    assert bench.diff(seen, made.inputs).paths == {}


def _with(inputs: Properties, parts: list[str], value: Any) -> Properties:  # noqa: ANN401 - property values
    """Inputs with a value at a path; of a list the first element has it."""
    name, *rest = parts
    key = name.removesuffix("[]")
    inner = inputs.get(key)
    if name.endswith("[]"):
        items = list(inner or [{}])
        items[0] = _with(items[0], rest, value) if rest else value
        return {**inputs, key: items}
    return {**inputs, key: _with(inner or {}, rest, value) if rest else value}
