"""Every policy that lets a service act has the form that AWS documents.

Conditions on what a service does not send refuse it for ever. What AWS sends beyond its documentation, only AWS shows.
"""

from sandbox.cloud.iam.documented import FORMS, Document
from sandbox.cloud.iam.form_check import Place, departures
from sandbox.recording import ACCOUNT
from tests.components.variants import DOCUMENTS, EXTRAS, REGION_OF, Declared, each_variant, policies
from tests.stack_files import PEER


def _place(stack: str, declared: Declared) -> Place:
    return Place(ACCOUNT, declared.resource.region or REGION_OF[stack], "standby")


@each_variant
def test_every_policy_that_names_principals_is_of_a_known_kind(stack: str, variant: str) -> None:
    assert {declared.resource.type for declared in policies(stack, variant)} <= DOCUMENTS.keys()


@each_variant
def test_services_act_in_the_form_that_aws_documents(stack: str, variant: str) -> None:
    found = [
        fault
        for declared in policies(stack, variant)
        for fault in departures(DOCUMENTS[declared.resource.type], declared.policy, _place(stack, declared))
    ]
    assert found == []


def test_every_kind_of_document_is_declared() -> None:
    kinds = {DOCUMENTS[declared.resource.type] for declared in policies(PEER, EXTRAS)}
    assert kinds == set(Document), "a table that judges nothing proves nothing"


def test_each_form_says_where_it_is_documented() -> None:
    assert [form.service for form in FORMS if not form.source] == []
    pairs = [(form.service, form.document, action) for form in FORMS for action in form.actions]
    assert len(pairs) == len(set(pairs)), "two forms of one thing"
    assert [form.service for form in FORMS if not form.wants <= form.sends.keys()] == []
