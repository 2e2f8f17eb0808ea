"""The table of what AWS keeps in another form, and the functions that write those forms."""

import pytest

from sandbox.cloud.stored.form import Stored
from sandbox.cloud.stored.forms import FORMS
from sandbox.cloud.stored.spelling import access_string, fully_qualified, network, policy, rate, with_patch
from sandbox.protocol.values import Properties
from sandbox.providers.aws.meaning import canonical
from sandbox.providers.aws.resource_type import all_types

each_form = pytest.mark.parametrize("form", FORMS, ids=str)


@each_form
def test_the_example_shows_the_change_and_the_form_stays_as_it_is(form: Stored) -> None:
    assert form.kept(form.given) == form.said != form.given
    assert form.kept(form.said) == form.said, "what AWS said is taken back unchanged"


@each_form
def test_each_row_says_where_it_was_seen_and_is_of_a_type_that_is_handled(form: Stored) -> None:
    assert form.source
    assert form.path.split(".")[0].removesuffix("[]") in all_types()[form.kind].inputs


@each_form
def test_a_difference_is_hidden_exactly_where_the_real_provider_hides_it(form: Stored) -> None:
    kind = all_types()[form.kind]
    top, _, rest = form.path.partition(".")
    given, said = (_nested(rest, value) for value in (form.given, form.said))
    path = top.removesuffix("[]")
    if top.endswith("[]"):
        given, said = [given], [said]
    is_hidden = canonical(kind, path, given) == canonical(kind, path, said)
    # Names in small letters are the provider's to refuse, so nobody sees what it would make of others.
    assert is_hidden is bool(form.suppressed) or not form.calls


def _nested(path: str, value: object) -> object:
    if not path:
        return value
    name, _, rest = path.partition(".")
    inner = _nested(rest, value)
    nested: Properties = {name.removesuffix("[]"): [inner] if name.endswith("[]") else inner}
    return nested


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("on allkeys allcommands", "on ~* +@all"),
        ("on ~* -@all +@read -@dangerous", "on ~* -@all +@read -@dangerous"),
        ("on ~* &* +get", "on ~* &* -@all +get"),
        ("off ~keys*", "off ~keys* -@all"),
        ("on ~* +@all -@dangerous", "on ~* +@all -@dangerous"),
    ],
)
def test_an_access_string_begins_at_nothing(given: str, kept: str) -> None:
    assert access_string(given) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("rate(1 minute)", "rate(1 minute)"),
        ("rate(90 minutes)", "rate(90 minutes)"),
        ("rate(120 minutes)", "rate(2 hours)"),
        ("rate(24 hours)", "rate(1 day)"),
        ("cron(0 * * * ? *)", "cron(0 * * * ? *)"),
    ],
)
def test_a_rate_is_in_the_largest_unit(given: str, kept: str) -> None:
    assert rate(given) == kept


def test_other_values_have_one_form_too() -> None:
    assert fully_qualified("*.A.example.com.") == "\\052.a.example.com."
    assert network("FD00:0::1/32") == "fd00::/32"
    assert (with_patch("8"), with_patch("8.0"), with_patch("8.0.2")) == ("8", "8.0.1", "8.0.2")
    statement = '{"Effect": "Deny", "Principal": "*", "Action": ["s3:GetObject", "s3:PutObject"]}'
    assert policy(f'{{"Statement": {statement}}}') == f'{{"Statement": [{statement}]}}'
