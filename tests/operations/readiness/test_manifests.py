"""A manifest against what an API server makes of it: only what says something else is a difference."""

from typing import Any

import pytest

from operations.live.export import SECRET
from operations.readiness.manifests import quantity, unlike


def _pod(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"spec": {"containers": [{"name": "web", **fields}]}}


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        ({"spec": {"a": 1}}, {"spec": {"a": 1, "b": 2}, "status": {}}),
        ({"kind": "A", "apiVersion": "v1", "status": {"a": 1}}, {}),
        (_pod(resources={"limits": {"cpu": "1000m"}}), _pod(resources={"limits": {"cpu": "1"}})),
        (_pod(resources={"limits": {"memory": "1024Mi"}}), _pod(resources={"limits": {"memory": "1Gi"}})),
        (_pod(env=[{"name": "A", "value": ""}]), _pod(env=[{"name": "A"}])),
        (_pod(), {"spec": {"containers": [{"name": "sidecar"}, {"name": "web", "image": "b"}]}}),
        ({"spec": {"minReadySeconds": 0, "list": [], "map": {}}}, {"spec": {}}),
        ({"metadata": {"annotations": {"pulumi.com/patchForce": "true"}}}, {"metadata": {"annotations": {}}}),
        ({"data": {"password": SECRET}}, {"data": {"password": "c2VjcmV0"}}),
    ],
    ids=[
        "more than declared",
        "what a manifest is called",
        "cpu",
        "memory",
        "nothing",
        "a sidecar",
        "left out",
        "Pulumi's own",
        "a secret",
    ],
)
def test_what_an_api_server_writes_otherwise_is_the_same(declared: dict[str, Any], found: dict[str, Any]) -> None:
    assert unlike(declared, found) == {}


@pytest.mark.parametrize(
    ("declared", "found", "where", "says"),
    [
        ({"spec": {"a": 1}}, {"spec": {"a": 2}}, "spec.a", "is 2, declared is 1"),
        ({"spec": {"a": 1}}, {}, "spec", "is missing"),
        ({"rules": [{"verbs": ["get"]}]}, {"rules": []}, "rules", "has 0 members, declared are 1"),
        ({"rules": [{"verbs": ["get"]}]}, {"rules": [{"verbs": ["put"]}]}, "rules[0].verbs[0]", "is put"),
        (_pod(image="a"), _pod(image="b"), "spec.containers[web].image", "is b, declared is a"),
        (_pod(), {"spec": {"containers": [{"name": "other"}]}}, "spec.containers[web]", "is missing"),
        (
            _pod(resources={"limits": {"cpu": "1"}}),
            _pod(resources={"limits": {"cpu": "500m"}}),
            "spec.containers[web].resources.limits.cpu",
            "is 500m",
        ),
        # Outside of quantities a text is what it says.
        ({"data": {"a": "1000m"}}, {"data": {"a": "1"}}, "data.a", "is 1"),
    ],
)
def test_what_differs_is_named_by_its_path(
    declared: dict[str, Any], found: dict[str, Any], where: str, says: str
) -> None:
    (difference,) = unlike(declared, found).items()
    assert difference[0] == where
    assert says in difference[1]


@pytest.mark.parametrize(("text", "number"), [("250m", "0.25"), ("2Gi", "2147483648"), (3, "3"), ("none", "None")])
def test_quantities_are_numbers(text: object, number: str) -> None:
    found = quantity(text)
    assert str(found.normalize().__format__("f") if found is not None else None) == number
