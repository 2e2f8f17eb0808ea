"""ECR: repositories, their lifecycle, and replication of the registry."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = "RepositoryNotFoundException"


class Repository(ResourceType):
    """A repository. Its id is its name."""

    token = "aws:ecr/repository:Repository"
    properties = frozenset(
        {"name", "encryptionConfigurations", "forceDelete", "imageScanningConfiguration", "imageTagMutability"}
    )
    computed = frozenset({"id", "arn", "registryId", "repositoryUrl"})
    name_property, name_limit = "name", 256

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        encryption = next(iter(inputs.get("encryptionConfigurations") or []), None)
        call.client("ecr").create_repository(
            repositoryName=inputs["name"],
            imageTagMutability=inputs.get("imageTagMutability") or "MUTABLE",
            imageScanningConfiguration=_scanning(inputs),
            **(
                {"encryptionConfiguration": pick(encryption, {"encryptionType": "encryptionType", "kmsKey": "kmsKey"})}
                if encryption
                else {}
            ),
            tags=call.tag_list(),
        )
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("ecr")
        answer = found(lambda: client.describe_repositories(repositoryNames=[resource_id]), _GONE)
        if answer is None:
            return None
        live = answer["repositories"][0]
        tags = tags_of(client.list_tags_for_resource(resourceArn=live["repositoryArn"]).get("tags"))
        return {
            "id": resource_id,
            "arn": live["repositoryArn"],
            "registryId": live["registryId"],
            "repositoryUrl": f"{live['registryId']}.dkr.ecr.{call.region}.amazonaws.com/{resource_id}",
            "imageTagMutability": live.get("imageTagMutability", "MUTABLE"),
            **({"tagsAll": tags} if tags else {}),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        client = call.client("ecr")
        if "imageTagMutability" in changed:
            client.put_image_tag_mutability(repositoryName=resource_id, imageTagMutability=new["imageTagMutability"])
        if "imageScanningConfiguration" in changed:
            client.put_image_scanning_configuration(
                repositoryName=resource_id, imageScanningConfiguration=_scanning(new)
            )
        if "tagsAll" in changed:
            gone = sorted(set(old.get("tagsAll") or {}) - set(call.tags))
            if gone:
                client.untag_resource(resourceArn=old["arn"], tagKeys=gone)
            client.tag_resource(resourceArn=old["arn"], tags=call.tag_list())

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("ecr")
        force = bool(state.get("forceDelete"))
        found(lambda: client.delete_repository(repositoryName=resource_id, force=force), _GONE)


class LifecyclePolicy(ResourceType):
    """Which images a repository forgets. Its id is the repository's name."""

    token = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
    properties = frozenset({"policy", "repository"})
    computed = frozenset({"id", "registryId"})
    documents = frozenset({"policy"})
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("ecr").put_lifecycle_policy(
            repositoryName=inputs["repository"], lifecyclePolicyText=inputs["policy"]
        )
        return str(inputs["repository"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("ecr")
        answer = found(
            lambda: client.get_lifecycle_policy(repositoryName=resource_id), _GONE, "LifecyclePolicyNotFoundException"
        )
        return {"id": resource_id, "registryId": answer.get("registryId", call.account)} if answer else None

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("ecr")
        found(
            lambda: client.delete_lifecycle_policy(repositoryName=resource_id),
            _GONE,
            "LifecyclePolicyNotFoundException",
        )


class ReplicationConfiguration(ResourceType):
    """Where a registry copies its images. One per account and region; its id is the account's."""

    token = "aws:ecr/replicationConfiguration:ReplicationConfiguration"
    properties = frozenset({"replicationConfiguration"})
    computed = frozenset({"id", "registryId"})
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        self._put(call, inputs)
        return call.account

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = call.client("ecr").describe_registry()
        rules = live.get("replicationConfiguration", {}).get("rules", [])
        return {"id": resource_id, "registryId": live["registryId"]} if rules else None

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        self._put(call, new)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        call.client("ecr").put_replication_configuration(replicationConfiguration={"rules": []})

    def _put(self, call: Call, inputs: Inputs) -> None:
        rules = [_rule(rule) for rule in (inputs.get("replicationConfiguration") or {}).get("rules") or []]
        call.client("ecr").put_replication_configuration(replicationConfiguration={"rules": rules})


def _scanning(inputs: Inputs) -> dict[str, bool]:
    return {"scanOnPush": bool((inputs.get("imageScanningConfiguration") or {}).get("scanOnPush"))}


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    filters = rule.get("repositoryFilters") or []
    return {
        "destinations": [
            pick(entry, {"region": "region", "registryId": "registryId"}) for entry in rule["destinations"]
        ],
        **(
            {"repositoryFilters": [pick(entry, {"filter": "filter", "filterType": "filterType"}) for entry in filters]}
            if filters
            else {}
        ),
    }
