"""Whether each region's registry has the images that its stack file names."""

from collections.abc import Iterator

from operations.preflight.checking import Finding, attention, wrong
from operations.preflight.place import Place


def images(place: Place) -> Iterator[Finding]:
    """By repository and tag. Before the first up there is no repository, which is as it should be."""
    client = place.client("ecr")
    for name, workload in sorted(place.settings.workloads.items()):
        image = f"standby/{name}:{workload.image_tag}"
        try:
            client.describe_images(repositoryName=f"standby/{name}", imageIds=[{"imageTag": workload.image_tag}])
        except client.exceptions.RepositoryNotFoundException:
            yield attention(f"{image} has no repository yet", "Push it as soon as the first up has made the repository")
        except client.exceptions.ImageNotFoundException:
            yield wrong(
                f"{image} is not in the registry of {place.region}", "Push it to the registry of the home region"
            )
