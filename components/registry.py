"""The image repositories of a region, and their replication to the peer."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import naming

_KEPT_IMAGES = 50


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """`peer_region` gets a copy of every image, so that a failover pulls nothing from here."""

    repositories: tuple[str, ...]
    peer_region: str
    account: pulumi.Input[str]
    locked: bool


class Registry(pulumi.ComponentResource):
    """One repository for each image. Both regions replicate to each other; what is there already is not sent again."""

    urls: dict[str, pulumi.Output[str]]
    arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:registry:Registry", name, None, opts)
        repositories = {image: self._repository(name, image, args) for image in args.repositories}
        aws.ecr.ReplicationConfiguration(
            f"{name}-replication",
            replication_configuration={
                "rules": [
                    {
                        "destinations": [{"region": args.peer_region, "registry_id": args.account}],
                        "repository_filters": [{"filter": f"{naming.PREFIX}/", "filter_type": "PREFIX_MATCH"}],
                    }
                ]
            },
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.urls = {image: repository.repository_url for image, repository in repositories.items()}
        self.arns = {image: repository.arn for image, repository in repositories.items()}
        self.register_outputs({"urls": self.urls, "arns": self.arns})

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
