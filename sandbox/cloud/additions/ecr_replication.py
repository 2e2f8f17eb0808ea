"""ECR: the registry's replication to other regions, images that are not there, and what tasks can pull."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.images import Images
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, json_answer, json_error

_DELETIONS = frozenset({"BatchDeleteImage", "DeleteRepository"})
_ACTIONS = frozenset({"PutReplicationConfiguration", "DescribeImages", "DescribeRegistry", "PutImage"}) | _DELETIONS
_TARGET = "AmazonEC2ContainerRegistry_V20150921"
_IMAGE = ("imageManifest", "imageManifestMediaType", "imageTag", "imageDigest")


class EcrReplication(Addition):
    """Keeps the configuration per account and region. As on AWS, only what is pushed afterwards is replicated."""

    service = "ecr"
    adds = (
        "PutReplicationConfiguration and DescribeRegistry; an image that is put arrives in the destinations; "
        "asking for an image that is not there is refused"
    )
    proves = "both registries name each other, and an image pushed after the rule exists is in the other region"
    cannot = "how long an image needs, and its layers: no image is built or pulled here"

    def __init__(self, emulator: Emulator, images: Images, before_deletion: Callable[[Scope], Awaitable[None]]) -> None:
        self._emulator, self._images, self._before_deletion = emulator, images, before_deletion
        self._rules: dict[Scope, list[dict[str, Any]]] = {}

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action in _ACTIONS

    @override
    async def answer(self, call: AwsCall) -> Answer:
        if call.action == "PutReplicationConfiguration":
            return self._configure(call)
        if call.action == "PutImage":
            return await self._put_image(call)
        if call.action == "DescribeImages":
            return await self._describe(call)
        if call.action in _DELETIONS:
            # What runs by now goes on running.
            await self._before_deletion(call.scope)
            answer = await self._emulator.answer(call)
            await self._note(call.scope, call.json()["repositoryName"])
            return answer
        rules = self._rules.get(call.scope, [])
        return json_answer({"registryId": call.account, "replicationConfiguration": {"rules": rules}})

    async def _describe(self, call: AwsCall) -> Answer:
        """The emulator leaves out what is not there; AWS refuses the whole call."""
        answer, asked = await self._emulator.answer(call), call.json()
        found = answer.json().get("imageDetails", [])
        for wanted in (asked.get("imageIds") or ()) if answer.is_success else ():
            if not any(_is_it(wanted, image) for image in found):
                digest, tag = (wanted.get(key, "null") for key in ("imageDigest", "imageTag"))
                return json_error(
                    "ImageNotFoundException",
                    f"The image with imageId {{imageDigest:'{digest}', imageTag:'{tag}'}} does not exist within the "
                    f"repository with name '{asked['repositoryName']}' in the registry with id '{call.account}'",
                )
        return answer

    def _configure(self, call: AwsCall) -> Answer:
        rules = call.json()["replicationConfiguration"]["rules"]
        for destination in [entry for rule in rules for entry in rule["destinations"]]:
            if (destination["registryId"], destination["region"]) == (call.account, call.region):
                return json_error(
                    "InvalidParameterException",
                    "A registry cannot replicate to itself",
                )
        self._rules[call.scope] = rules
        return json_answer({"replicationConfiguration": {"rules": rules}})

    async def _put_image(self, call: AwsCall) -> Answer:
        answer = await self._emulator.answer(call)
        if answer.is_success:
            request = call.json()
            await self._note(call.scope, request["repositoryName"])
            for region in sorted(self._destinations(call.scope, request["repositoryName"])):
                await self._copy(Scope(call.account, region), request)
        return answer

    def _destinations(self, scope: Scope, repository: str) -> set[str]:
        return {
            destination["region"]
            for rule in self._rules.get(scope, [])
            if _is_meant(rule, repository)
            for destination in rule["destinations"]
            if destination["registryId"] == scope.account
        }

    async def _copy(self, scope: Scope, request: Mapping[str, Any]) -> None:
        # A repository that is missing in the destination is made; one that is there answers that it is.
        await self._ask(scope, "CreateRepository", {"repositoryName": request["repositoryName"]})
        image = {key: request[key] for key in _IMAGE if key in request}
        await self._ask(scope, "PutImage", {"repositoryName": request["repositoryName"], **image})
        await self._note(scope, request["repositoryName"])

    async def _note(self, scope: Scope, repository: str) -> None:
        found = (await self._ask(scope, "ListImages", {"repositoryName": repository})).json().get("imageIds", [])
        self._images.hold(scope, repository, (name for image in found for name in image.values()))

    async def _ask(self, scope: Scope, operation: str, payload: Mapping[str, Any]) -> Answer:
        return await self._emulator.ask_json(
            scope, service=self.service, target=f"{_TARGET}.{operation}", payload=payload
        )


def _is_it(wanted: Mapping[str, Any], image: Mapping[str, Any]) -> bool:
    return wanted.get("imageTag") in {None, *image["imageTags"]} and wanted.get("imageDigest") in {
        None,
        image["imageDigest"],
    }


def _is_meant(rule: Mapping[str, Any], repository: str) -> bool:
    filters = rule.get("repositoryFilters") or []
    return not filters or any(repository.startswith(entry["filter"]) for entry in filters)
