"""Where AWS keeps EKS's images: a region that nobody looked up is refused, and the others agree with the sandbox."""

import pulumi
import pytest

from sandbox.providers.kubernetes.rules import table
from settings.eks_images import REGISTRIES
from tests.stack_files import HOME, changed, content, load


def _pulled(region: str) -> dict[str, object]:
    image = f"{REGISTRIES[region]}.dkr.ecr.{region}.amazonaws.com/amazon/aws-load-balancer-controller:v3.5.0"
    pod = {"containers": [{"name": "controller", "image": image}]}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "controller"},
        "spec": {"template": {"spec": pod}},
    }


@pytest.mark.parametrize("region", REGISTRIES)
def test_the_image_of_each_region_is_where_aws_keeps_it(region: str) -> None:
    assert [each.reason for each in table.failures(_pulled(region))] == []


def _in_new_zealand(runtime: str) -> None:
    values = content(HOME)
    zones = [f"ap-southeast-6{letter}" for letter in "abc"]
    for path, value in (("region", "ap-southeast-6"), ("network.zones", zones), ("workloads.web.runtime", runtime)):
        values = changed(values, path, value)
    for path in ("home", "writer", "full_size_region"):
        values = changed(values, path, "ap-southeast-6")
    load(HOME, values)


def test_a_cluster_in_a_region_that_nobody_has_looked_up_is_refused() -> None:
    _in_new_zealand("ecs")
    with pytest.raises(pulumi.RunError, match="nobody has looked up in which account AWS keeps the images"):
        _in_new_zealand("eks")
