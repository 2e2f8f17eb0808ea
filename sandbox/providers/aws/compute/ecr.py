"""ECR: repositories, their lifecycle, and replication of the registry."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pick, same_names, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below, function
from sandbox.providers.aws.tagging import ECR

_GONE = "RepositoryNotFoundException"
_POLICY_GONE = (_GONE, "LifecyclePolicyNotFoundException")
_ENCRYPTION = same_names("encryptionType", "kmsKey")
_RULES = "replicationConfiguration.rules[]"
_DESTINATION = same_names("region", "registryId")
_FILTER = same_names("filter", "filterType")


class Repository(ResourceType):
    """A repository. Its id is its name."""

    token = "aws:ecr/repository:Repository"
    properties = frozenset({"name", "forceDelete", "imageScanningConfiguration.scanOnPush", "imageTagMutability"}) | (
        below("encryptionConfigurations[]", *_ENCRYPTION)
    )
    computed = frozenset({"arn", "registryId", "repositoryUrl"})
    filled_in = frozenset({"encryptionConfigurations"})
    name_property, name_limit, name_in_small_letters = "name", 256, True
    tagging = ECR

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        encryption: Inputs = next(iter(inputs.get("encryptionConfigurations") or []), {})
        call.client("ecr").create_repository(
            repositoryName=inputs["name"],
            imageTagMutability=inputs["imageTagMutability"],
            imageScanningConfiguration=_scanning(inputs),
            **given(encryptionConfiguration=pick(encryption, _ENCRYPTION)),
            tags=call.tag_list(),
        )
        return str(inputs["name"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("ecr")
        answer = found(lambda: client.describe_repositories(repositoryNames=[resource_id]), _GONE)
        if answer is None:
            return None
        live = answer["repositories"][0]
        return {
            "arn": live["repositoryArn"],
            "name": live["repositoryName"],
            "repositoryUrl": f"{live['registryId']}.dkr.ecr.{call.region}.amazonaws.com/{resource_id}",
            "encryptionConfigurations": [unpick(live.get("encryptionConfiguration") or {}, _ENCRYPTION)],
            **unpick(live, same_names("registryId", "imageTagMutability", "imageScanningConfiguration")),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        client = call.client("ecr")
        if "imageTagMutability" in changed:
            client.put_image_tag_mutability(repositoryName=resource_id, imageTagMutability=new["imageTagMutability"])
        if "imageScanningConfiguration" in changed:
            client.put_image_scanning_configuration(
                repositoryName=resource_id, imageScanningConfiguration=_scanning(new)
            )

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client, force = call.client("ecr"), bool(state.get("forceDelete"))
        found(lambda: client.delete_repository(repositoryName=resource_id, force=force), _GONE)


class LifecyclePolicy(ResourceType):
    """Which images a repository forgets. Its id is the repository's name; every edit makes another one."""

    token = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
    properties = frozenset({"policy", "repository"})
    computed = frozenset({"registryId"})
    documents = frozenset({"policy"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("ecr").put_lifecycle_policy(
            repositoryName=inputs["repository"], lifecyclePolicyText=inputs["policy"]
        )
        return str(inputs["repository"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("ecr")
        answer = found(lambda: client.get_lifecycle_policy(repositoryName=resource_id), *_POLICY_GONE)
        if answer is None:
            return None
        return {
            "registryId": answer.get("registryId", call.account),
            "repository": answer.get("repositoryName", resource_id),
            "policy": answer["lifecyclePolicyText"],
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Reached only to complete what was interrupted."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("ecr")
        found(lambda: client.delete_lifecycle_policy(repositoryName=resource_id), *_POLICY_GONE)


class ReplicationConfiguration(ResourceType):
    """Where a registry copies its images. One per account and region; its id is the account's."""

    token = "aws:ecr/replicationConfiguration:ReplicationConfiguration"
    properties = below(f"{_RULES}.destinations[]", *_DESTINATION) | below(f"{_RULES}.repositoryFilters[]", *_FILTER)
    computed = frozenset({"registryId"})
    sets = frozenset({f"{_RULES}.destinations"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self._put(call, _rules(inputs))
        return call.account

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = call.client("ecr").describe_registry()
        rules = live.get("replicationConfiguration", {}).get("rules", [])
        return {"registryId": live["registryId"], "replicationConfiguration": {"rules": rules}} if rules else None

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        self._put(call, _rules(new))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        self._put(call, [])

    def _put(self, call: Call, rules: list[dict[str, Any]]) -> None:
        call.client("ecr").put_replication_configuration(replicationConfiguration={"rules": rules})


@function("aws:ecr/getRepositories:getRepositories")
def get_repositories(call: Call, arguments: Inputs) -> Outputs:
    """Names of the region's repositories; none is no error."""
    del arguments
    pages = call.client("ecr").get_paginator("describe_repositories").paginate()
    names = [each["repositoryName"] for page in pages for each in page["repositories"]]
    return {"id": call.region, "names": sorted(names)}


@function("aws:ecr/getImages:getImages", "repositoryName", "registryId")
def get_images(call: Call, arguments: Inputs) -> Outputs:
    """What a repository holds, one entry for each tag. A repository that is not there is an error, as it is for AWS."""
    asked = {"repositoryName": arguments["repositoryName"], **given(registryId=arguments.get("registryId"))}
    pages = call.client("ecr").get_paginator("list_images").paginate(**asked)
    found = [image for page in pages for image in page["imageIds"]]
    return {
        "registryId": arguments.get("registryId") or call.account,
        "repositoryName": arguments["repositoryName"],
        "imageIds": [{"imageDigest": each.get("imageDigest"), "imageTag": each.get("imageTag")} for each in found],
    }


def _scanning(inputs: Inputs) -> dict[str, bool]:
    return {"scanOnPush": bool((inputs.get("imageScanningConfiguration") or {}).get("scanOnPush"))}


def _rules(inputs: Inputs) -> list[dict[str, Any]]:
    return [
        {
            "destinations": [pick(entry, _DESTINATION) for entry in rule["destinations"]],
            **given(repositoryFilters=[pick(entry, _FILTER) for entry in rule.get("repositoryFilters") or []]),
        }
        for rule in (inputs.get("replicationConfiguration") or {}).get("rules") or []
    ]
