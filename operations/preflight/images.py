"""Whether each region's registry has the images that its stack file names, and AWS's has its controller's."""

from collections.abc import Iterator

from operations.preflight.checking import Finding, attention, fine, wrong
from operations.preflight.place import Place
from settings.eks_images import registry_account

_CONTROLLER = "amazon/aws-load-balancer-controller"


def images(place: Place) -> Iterator[Finding]:
    """By repository and tag. Before the first up there is no repository, which is as it should be."""
    client = place.client("ecr")
    for name, tag in place.images.items():
        image = f"standby/{name}:{tag}"
        try:
            client.describe_images(repositoryName=f"standby/{name}", imageIds=[{"imageTag": tag}])
        except client.exceptions.RepositoryNotFoundException:
            yield attention(f"{image} has no repository yet", "Push it as soon as the first up has made the repository")
        except client.exceptions.ImageNotFoundException:
            yield wrong(
                f"{image} is not in the registry of {place.region}", "Push it to the registry of the home region"
            )
        else:
            yield fine(f"{image} is in the registry of {place.region}")


def controller(place: Place) -> Iterator[Finding]:
    """AWS's own image, asked for as a node asks: AWS's registries let others pull, and need not let them list."""
    cluster, account = place.settings.kubernetes, registry_account(place.region)
    if not place.kubernetes or cluster is None or account is None:
        return
    client, tag = place.client("ecr"), cluster.load_balancer_controller_version
    image = f"{account}.dkr.ecr.{place.region}.amazonaws.com/{_CONTROLLER}:{tag}"
    try:
        answer = client.batch_get_image(registryId=account, repositoryName=_CONTROLLER, imageIds=[{"imageTag": tag}])
    except client.exceptions.RepositoryNotFoundException:
        yield wrong(f"AWS has no {_CONTROLLER} in account {account} of {place.region}", "Mend settings/eks_images.py")
        return
    if answer.get("images"):
        yield fine(f"{image} can be pulled")
    else:
        yield wrong(
            f"{image} is not there: pods of the load balancer controller cannot start, and no pod becomes a target",
            "Write a version that AWS has published as standby:kubernetes:load_balancer_controller_version",
        )
