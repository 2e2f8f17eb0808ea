"""The image repositories of one region."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming

_KEPT_IMAGES = 50


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """One repository for each image."""

    repositories: tuple[str, ...]
    locked: bool


class Registry(pulumi.ComponentResource):
    """A tag means one image for ever. What replicates them is no business of one region's repositories."""

    repositories: tuple[aws.ecr.Repository, ...]

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:registry:Registry", name, None, opts)
        self.repositories = tuple(self._repository(name, image, args) for image in args.repositories)
        self.register_outputs({"repositories": [each.name for each in self.repositories]})

    def _repository(self, name: str, image: str, args: RegistryArgs) -> aws.ecr.Repository:
        repository = aws.ecr.Repository(
            f"{name}-{image}",
            name=naming.repository(image),
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[{"encryption_type": "AES256"}],
            force_delete=not args.locked,
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked),
        )
        rule = {
            "rulePriority": 1,
            "description": f"Keep the last {_KEPT_IMAGES} images",
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": _KEPT_IMAGES},
            "action": {"type": "expire"},
        }
        aws.ecr.LifecyclePolicy(
            f"{name}-{image}-lifecycle",
            repository=repository.name,
            policy=pulumi.Output.json_dumps({"rules": [rule]}),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return repository
