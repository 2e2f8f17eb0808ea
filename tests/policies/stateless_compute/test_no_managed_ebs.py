"""Services and volumes that ECS attaches."""

import pytest

from stateless_compute.no_managed_ebs import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown


def _service(**props: object) -> list[Declared]:
    return [Declared("aws:ecs/service:Service", "web", props)]


CASES = (
    passes("a service with nothing but tasks", _service(desiredCount=3)),
    absent("a volume configuration that was taken away", _service(volumeConfiguration=None)),
    fails("a managed volume", _service(volumeConfiguration={"name": "data"}), "EBS volume"),
    unknown("whatever it is, it is one", _service(volumeConfiguration=UNKNOWN), "EBS volume"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
