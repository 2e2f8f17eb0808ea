"""The images that a region starts from its own registry: which there are, and what to do where one is missing."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.compute.kubernetes.keda import IMAGES
from settings import StackSettings

_SHOWN = 5


def images_of(settings: StackSettings) -> tuple[str, ...]:
    """Images that have a repository: a cluster's have theirs before there is one, so that they can be pushed."""
    return (*sorted(settings.workloads), *(IMAGES if settings.kubernetes else ()))


def tags_of(settings: StackSettings) -> dict[str, str]:
    """Image -> tag, of what this region cannot run without."""
    controllers = IMAGES if settings.kubernetes and settings.on_kubernetes else ()
    version = settings.kubernetes.keda_version if settings.kubernetes else ""
    return {
        **{name: spec.image_tag for name, spec in settings.workloads.items()},
        **dict.fromkeys(controllers, version),
    }


def missing_images(settings: StackSettings, account: pulumi.Output[str], provider: aws.Provider) -> frozenset[str]:
    """Look which images nobody has pushed yet, and warn of them: what they start is declared at zero.

    Only a repository without any image counts as one that waits for its first. One that has others is refused: the
    tag that is missing would stop what runs. Asks this region alone. Raises pulumi.RunError.
    """
    opts = pulumi.InvokeOptions(provider=provider)
    known = frozenset(aws.ecr.get_repositories(opts=opts).names)
    missing, refused = [], []
    for image, tag in tags_of(settings).items():
        repository = naming.repository(image)
        found = aws.ecr.get_images(repository_name=repository, opts=opts).image_ids if repository in known else []
        tags = sorted({each.image_tag for each in found if each.image_tag})
        if found and tag not in tags:
            refused.append(f"{repository} holds {_some(tags)} and not {tag}")
        elif not found:
            missing.append(image)
    if refused:
        msg = (
            f"the registry of {settings.region} lacks an image: {'; '.join(refused)}. Nothing was changed: what runs "
            "from that repository would be replaced by what cannot start. Push the image (either region sends it to "
            "the other, within minutes), or write a tag that is there into standby:workloads (image_tag) or "
            "standby:kubernetes (keda_version)"
        )
        raise pulumi.RunError(msg)
    if missing:
        account.apply(lambda known: pulumi.log.warn(_waiting(settings, known, missing)))
    return frozenset(missing)


def _waiting(settings: StackSettings, account: str, missing: Sequence[str]) -> str:
    tags, host = tags_of(settings), naming.registry_host(account, settings.home)
    pushes = [f"docker push {host}/{naming.repository(image)}:{tags[image]}" for image in missing]
    login = f"aws ecr get-login-password --region {settings.home} | docker login --username AWS --password-stdin {host}"
    said = (
        f"the registry of {settings.region} has no image of {', '.join(missing)} yet. What starts from them is made at "
        "zero and nothing waits for it; what runs already stays as it is. Push them, and run the same command again:"
    )
    return "\n  ".join((said, login, *pushes))


def _some(tags: Sequence[str]) -> str:
    if not tags:
        return "images without a tag"
    return ", ".join(tags[-_SHOWN:]) + (f" and {len(tags) - _SHOWN} more" if len(tags) > _SHOWN else "")
