"""A manifest in place of each image: nothing is built or pulled here."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_CONFIG = {"mediaType": "application/vnd.oci.image.config.v1+json", "size": 2, "digest": f"sha256:{'0' * 64}"}


# What is pulled where a workload runs on EKS, under the version that the stack file says.
_CONTROLLERS = ("keda", "keda-metrics-apiserver")


def repository_of(image: str) -> str:
    """Name of an image's repository."""
    return f"standby/{image}"


def tags_of(config: Mapping[str, str]) -> dict[str, str]:
    """Image -> tag, as a stack file says it: of the workloads, and of what a described cluster runs beside them."""
    workloads = json.loads(config.get("standby:workloads", "{}"))
    version = json.loads(config.get("standby:kubernetes", "{}")).get("keda_version")
    tags = {name: str(sizes["image_tag"]) for name, sizes in workloads.items()}
    return {**tags, **(dict.fromkeys(_CONTROLLERS, version) if version else {})}


def push_stand_ins(registry: Any, images: Iterable[Mapping[str, str]]) -> list[str]:  # noqa: ANN401 - a boto3 client
    """Push those that are not there yet: a tag never changes what it means. Answers what was pushed."""
    return [f"{image['repository']}:{image['tag']}" for image in images if _push(registry, image)]


def _push(registry: Any, image: Mapping[str, str]) -> bool:  # noqa: ANN401 - a boto3 client
    labels = {"org.opencontainers.image.ref.name": f"{image['repository']}:{image['tag']}"}
    manifest = {"schemaVersion": 2, "mediaType": _MANIFEST, "config": _CONFIG, "layers": [], "annotations": labels}
    taken = (registry.exceptions.ImageAlreadyExistsException, registry.exceptions.ImageTagAlreadyExistsException)
    try:
        registry.put_image(
            repositoryName=image["repository"],
            imageTag=image["tag"],
            imageManifest=json.dumps(manifest),
            imageManifestMediaType=_MANIFEST,
        )
    except taken:
        return False
    return True
