"""Every resource type is made, read, changed, tampered with and deleted in the emulated AWS.

It proves that nothing that a program declares gets lost between check, request and look-up, and that a second look
finds nothing to change. It does not prove that AWS itself behaves as the emulated one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from sandbox.protocol.values import UNKNOWN, Properties, reveal
from sandbox.providers.aws.meaning import in_program_words
from sandbox.providers.aws.resource_type import ResourceType, all_types
from tests.sandbox.providers.bench import DEFAULT_TAGS, REGION, Bench, Made, changed_keys, example_of, urn
from tests.sandbox.providers.example import BEHAVES
from tests.sandbox.providers.examples import EXAMPLES

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("aws-provider")]
TYPES = all_types()
EVERY = [(token, variant) for token in sorted(TYPES) for variant in ("", *getattr(EXAMPLES.get(token), "also", ()))]
# What no program writes: AWS's own name for a replica, and what a check takes only empty.
NEVER_DECLARED = {"replicas[].arn", "replicationSourceIdentifier"}
# What the real provider imports some types by, where that is not their id.
IDS = {
    "aws:appautoscaling/policy:Policy": "{serviceNamespace}/{resourceId}/{scalableDimension}/{id}",
    "aws:appautoscaling/target:Target": "{serviceNamespace}/{id}/{scalableDimension}",
    "aws:cloudwatch/eventTarget:EventTarget": "{eventBusName}/{rule}/{targetId}",
    "aws:ec2/route:Route": "{routeTableId}_{destinationCidrBlock}",
    "aws:wafv2/ipSet:IpSet": "{id}/{name}/{scope}",
    "aws:wafv2/webAcl:WebAcl": "{id}/{name}/{scope}",
}


@pytest.mark.parametrize(("token", "variant"), EVERY)
def test_what_was_just_made_needs_no_change(bench: Bench, token: str, variant: str) -> None:
    example_of(token)
    made = bench.make(token, bench.declaration(token, variant))
    seen = bench.read(made)
    assert seen is not None
    assert seen.outputs == made.outputs, "a look-up that changes the state at once is a perpetual difference"
    assert seen.inputs == made.inputs
    assert bench.diff(seen, made.inputs).paths == {}


@pytest.mark.parametrize(("token", "variant"), EVERY)
def test_a_preview_of_a_create_knows_exactly_what_is_known(bench: Bench, token: str, variant: str) -> None:
    checked = bench.check(token, bench.declaration(token, variant))
    _, foreseen = bench.provider.create(urn(token), checked, preview=True)
    _, outputs = bench.provider.create(urn(token), checked, preview=False)
    assert set(outputs) <= set(foreseen), "what a preview does not name is None to the program"
    known = {key: value for key, value in foreseen.items() if value != UNKNOWN}
    assert known == {key: outputs[key] for key in known}
    assert set(checked) <= set(known), "an input that is known must stay known"


@pytest.mark.parametrize(("token", "variant"), EVERY)
def test_every_declared_property_reaches_aws(bench: Bench, token: str, variant: str) -> None:
    kind, example = TYPES[token], example_of(token)
    made = bench.make(token, bench.declaration(token, variant))
    plain = reveal(made.outputs)
    provider = bench.provider_in(plain.get("region", REGION))
    found = provider.read(made.urn, IDS.get(token, "{id}").format(**{**plain, "id": made.id}), {}, {})
    assert found is not None
    declared = {key: value for key, value in reveal(made.inputs).items() if key in kind.inputs}
    lost = {
        path for path, value in _leaves(declared) if (path, value) not in set(_leaves(_said(kind, found[1], declared)))
    }
    unexplained = {path for path in lost if not path.startswith(tuple(example.unread))}
    assert unexplained == set(), "a look-up that knows nothing says something else than was declared"


@pytest.mark.parametrize("token", sorted(token for token, example in EXAMPLES.items() if example.unread))
def test_what_no_look_up_says_is_sent_all_the_same(bench: Bench, token: str) -> None:
    example, before = EXAMPLES[token], len(bench.clients.requests)
    for variant in ("", *example.also):
        made = bench.make(token, bench.declaration(token, variant))
        if not variant:
            made = _with_changes(bench, made, bench.resolve(example.changes))
        bench.delete(_unprotected(bench, made))
    sent = {path for name, params in bench.clients.requests[before:] for path in _parameters(name, params)}
    assert {path for path in example.unread.values() if path != BEHAVES} <= sent


@pytest.mark.parametrize("token", sorted(token for token, example in EXAMPLES.items() if example.changes))
def test_a_change_in_place_is_made_read_back_and_found_when_somebody_else_makes_it(bench: Bench, token: str) -> None:
    made = bench.make(token, bench.declaration(token))
    for key, value in bench.resolve(EXAMPLES[token].changes).items():
        wanted = bench.check(token, {**_program(made), key: value}, made.inputs)
        planned = bench.diff(made, wanted)
        assert changed_keys(planned) == {key}
        assert not any(difference.replaces for difference in planned.paths.values()), f"{key} changes in place"
        foreseen = bench.update(made, wanted, preview=True).outputs
        changed = bench.update(made, wanted)
        known = {name: item for name, item in foreseen.items() if item != UNKNOWN}
        assert known == {name: changed.outputs[name] for name in known}, "a preview foretold something else"
        noticed = bench.read(made)
        assert noticed is not None
        assert changed_keys(bench.diff(noticed, made.inputs)) == {key}, f"nobody would see that {key} was tampered with"
        made = changed
    _assert_settled(bench, made)


@pytest.mark.parametrize("token", sorted(token for token, example in EXAMPLES.items() if example.tampering))
def test_tampering_from_outside_is_found_and_put_right(bench: Bench, token: str) -> None:
    assert EXAMPLES[token].tampering is not None
    service, operation, parameters, key = EXAMPLES[token].tampering or ("", "", {}, "")
    made = bench.make(token, bench.declaration(token))
    made = _with_changes(bench, made, bench.resolve(EXAMPLES[token].changes))
    client = bench.clients.of(service, str(made.outputs.get("region", REGION)))
    getattr(client, operation)(**_filled(bench.resolve(parameters), reveal(made.outputs)))
    noticed = bench.read(made)
    if not key:
        assert noticed is None, "it was taken away"
        return
    assert noticed is not None
    planned = bench.diff(noticed, made.inputs)
    assert key in changed_keys(planned)
    if not any(difference.replaces for difference in planned.paths.values()):
        _assert_settled(bench, bench.update(noticed, made.inputs))


@pytest.mark.parametrize("token", sorted(token for token, kind in TYPES.items() if kind.tagging))
def test_tags_follow_the_program_and_tampering_with_them_shows(bench: Bench, token: str) -> None:
    made = bench.make(token, bench.declaration(token))
    assert reveal(made.outputs)["tagsAll"].items() >= {**DEFAULT_TAGS, "Purpose": "example"}.items()
    wanted = bench.check(token, {**_program(made), "tags": {"Purpose": "changed", "New": "tag"}}, made.inputs)
    changed = bench.update(made, wanted)
    assert changed.outputs["tagsAll"] == {**DEFAULT_TAGS, "Purpose": "changed", "New": "tag"}, "old ones go away"
    noticed = bench.read(made)
    assert noticed is not None
    assert changed_keys(bench.diff(noticed, made.inputs)) == {"tagsAll"}
    _assert_settled(bench, changed)


@pytest.mark.parametrize(("token", "variant"), EVERY)
def test_what_was_deleted_is_gone_and_may_be_deleted_again(bench: Bench, token: str, variant: str) -> None:
    made = bench.make(token, bench.declaration(token, variant))
    bench.delete(made)
    assert example_of(token).remains or bench.read(made) is None
    bench.delete(made)


@pytest.mark.parametrize("token", sorted(TYPES))
def test_an_example_uses_every_property_of_its_type(token: str) -> None:
    example = example_of(token)
    declared: list[Mapping[str, Any]] = [example.inputs, *example.also.values(), example.changes]
    used = {path for inputs in declared for path, _ in _leaves(inputs)}
    unused = {path for path in TYPES[token].properties if not any(_is_within(place, path) for place in used)}
    assert unused <= NEVER_DECLARED, "a property without an example may do nothing at all"


def _said(kind: type[ResourceType], inputs: Properties, declared: Properties) -> Properties:
    return in_program_words(kind, reveal(inputs), declared)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - property values
    """Every plain value with its path, as the facts write it."""
    if value in (None, "", []):
        return
    if value == {} and path:
        # WAF says by a key alone what is done.
        yield path, "{}"
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and isinstance(value[0], dict):
        for item in value:
            yield from _leaves(item, f"{path}[]")
    else:
        yield path, str(value)


def _is_within(place: str, path: str) -> bool:
    wild = path.removesuffix("*")
    return (
        place == path or (path.endswith("*") and place.startswith(wild)) or place.startswith((f"{path}.", f"{path}["))
    )


def _parameters(place: str, value: Any) -> Iterator[str]:  # noqa: ANN401 - a request's parameters
    """Every place in a request that says something."""
    if value not in (None, "", [], {}):
        yield place
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _parameters(f"{place}.{key}", item)


def _filled(value: Any, outputs: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a request's parameters
    """Parameters with what stands in braces replaced by outputs; a JSON text has braces of its own."""
    if isinstance(value, dict):
        return {key: _filled(item, outputs) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, outputs) for item in value]
    if isinstance(value, str) and value[1:-1] in outputs:
        return outputs[value[1:-1]]
    return value


def _program(made: Made) -> Properties:
    """What a program would write: what is checked in, without what the provider put there."""
    return {key: value for key, value in made.inputs.items() if key != "tagsAll"}


def _with_changes(bench: Bench, made: Made, changes: Mapping[str, Any]) -> Made:
    token = made.urn.split("::")[2]
    return bench.update(made, bench.check(token, {**_program(made), **changes}, made.inputs))


def _unprotected(bench: Bench, made: Made) -> Made:
    """Protection lifted, as AWS demands before it deletes."""
    switches = {key for key in ("deletionProtection", "enableDeletionProtection") if made.inputs.get(key)}
    return _with_changes(bench, made, dict.fromkeys(switches, False)) if switches else made


def _assert_settled(bench: Bench, made: Made) -> None:
    seen = bench.read(made)
    assert seen is not None
    assert seen.outputs == made.outputs
    assert bench.diff(seen, made.inputs).paths == {}
