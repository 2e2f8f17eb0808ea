"""ECR: registries of AWS's own accounts, from which anybody may pull the images of EKS's controllers."""

from typing_extensions import override

from sandbox.aws_registries import ACCOUNTS, holder
from sandbox.cloud.additions import Addition
from sandbox.cloud.images import Images
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, json_answer, json_error

_REPOSITORIES = frozenset({"amazon/aws-load-balancer-controller", "eks/coredns"})


class PublishedImages(Addition):
    """Every version is there, but those that tools say are not."""

    service = "ecr"
    adds = "BatchGetImage of an image that AWS publishes for EKS, in the account that holds it in that region"
    proves = "an image is asked for where AWS keeps it, and one that is not published is seen before an up"
    cannot = "which versions AWS has published on the day"

    def __init__(self, images: Images) -> None:
        self._images = images

    @override
    def takes(self, call: AwsCall) -> bool:
        """The emulator has the caller's own registry alone."""
        return call.action == "BatchGetImage" and call.json().get("registryId") in ACCOUNTS

    @override
    async def answer(self, call: AwsCall) -> Answer:
        asked = call.json()
        account, repository = asked["registryId"], asked["repositoryName"]
        if account != holder(call.region) or repository not in _REPOSITORIES:
            message = f"The repository with name '{repository}' does not exist in the registry with id '{account}'"
            return json_error("RepositoryNotFoundException", message)
        found, failures = [], []
        for wanted in asked["imageIds"]:
            if self._images.is_published(account, call.region, f"{repository}:{wanted.get('imageTag')}"):
                found.append({"registryId": account, "repositoryName": repository, "imageId": wanted})
            else:
                reason = "Requested image not found"
                failures.append({"imageId": wanted, "failureCode": "ImageNotFound", "failureReason": reason})
        return json_answer({"images": found, "failures": failures})
