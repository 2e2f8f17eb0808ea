"""What a container's platform asks for before the container runs: its image, where its log goes, and its roles.

Sources: ECS developer guide, task-execution-iam-role and the reasons of stopped tasks; EKS user guide,
pod-execution-role and fargate-logging. A stream's rights are asked for the stream, whatever level of ARN the service
authorization reference names.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.cloud.iam.documented import Document as Kind
from sandbox.cloud.iam.errands import Ask, Errands, Taking
from sandbox.cloud.iam.form_check import Place, form_of
from sandbox.cloud.iam.principal import service
from sandbox.cloud.request import Scope

Document = dict[str, Any]
_REPOSITORY = re.compile(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<name>[^:@]+)")
_TASKS, _PODS = "ecs-tasks.amazonaws.com", "eks-fargate-pods.amazonaws.com"
_LAYERS = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_GROUP = re.compile(r"^\s*log_group_name\s+(?P<group>\S+)\s*$", re.MULTILINE)


class TaskStarts:
    """ECS: the execution role pulls, fetches secrets and opens the log; the task's own role has to be there for it."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands
        # What was decided of a definition, and when.
        self._known: dict[tuple[Scope, str], tuple[int, str]] = {}

    async def hindrance(self, scope: Scope, definition: Document) -> str:
        """Why ECS stops a task of this definition before it runs, in ECS's words; nothing where it does not."""
        place, age = (scope, str(definition["taskDefinitionArn"])), self._errands.age
        if self._known.get(place, (-1, ""))[0] != age:
            self._known[place] = (age, await self._looked(scope, definition))
        return self._known[place][1]

    async def _looked(self, scope: Scope, definition: Document) -> str:
        roles = [definition[key] for key in ("executionRoleArn", "taskRoleArn") if definition.get(key)]
        for role in roles:
            if await self._ask(scope, role, []):
                return (
                    f"ECS was unable to assume the role '{role}' that was provided for this task. Please verify that "
                    "the role being passed has the proper trust relationship and permissions"
                )
        if not definition.get("executionRoleArn"):
            return ""
        execution, containers = str(definition["executionRoleArn"]), definition["containerDefinitions"]
        for stage, asks in _stages(scope, containers):
            refused = await self._ask(scope, execution, asks)
            if refused:
                return f"{stage}{refused}"
        return ""

    async def _ask(self, scope: Scope, role: str, asks: list[Ask]) -> str:
        return await self._errands.with_role("ecs starts a task", _taken(scope, _TASKS, role), asks)


class PodStarts:
    """Fargate: the profile's pod execution role pulls, and carries logs to where `aws-logging` says."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands

    async def hindrance(self, scope: Scope, profile: Document, cluster: str, images: list[str], output: str) -> str:
        """Why a pod does not start; nothing where it does. `output` is the forwarder's settings."""
        role, written = str(profile["podExecutionRoleArn"]), [each["group"] for each in _GROUP.finditer(output)]
        asks = [
            *_pull(scope, images),
            *(ask for group in written for ask in _log(scope, group, "pods-")),
            *(Ask(action="logs:DescribeLogStreams", resource=_stream(scope, group, "")) for group in written),
        ]
        return await self._errands.with_role("fargate starts a pod", _taken(scope, _PODS, role, cluster), asks)


def _taken(scope: Scope, who: str, role: str, cluster: str = "*") -> Taking:
    place = Place(scope.account, scope.region, cluster)
    form = form_of(Kind.TRUST, who, "sts:AssumeRole", place)
    sends = {name: place.filled(value) for name, value in form.sends.items()} if form else {}
    return Taking(who=service(who, scope.account), role=role, session=who.partition(".")[0], sends=sends)


def _stages(scope: Scope, containers: list[Document]) -> Iterator[tuple[str, list[Ask]]]:
    """What is asked for one after the other, with what ECS says where it is refused."""
    pulled = _pull(scope, [each["image"] for each in containers])
    fetching = "ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException: "
    yield fetching, pulled[:1]
    yield "CannotPullContainerError: ", pulled[1:]
    yield (
        fetching,
        [
            Ask(action="secretsmanager:GetSecretValue", resource=secret["valueFrom"])
            for each in containers
            for secret in each.get("secrets") or ()
        ],
    )
    logs = [each["logConfiguration"]["options"] for each in containers if _has_log(each)]
    yield (
        "ResourceInitializationError: failed to validate logger args: AccessDeniedException: ",
        [
            ask
            for options in logs
            for ask in _log(scope, options["awslogs-group"], options.get("awslogs-stream-prefix", ""))
        ],
    )


def _has_log(container: Document) -> bool:
    return (container.get("logConfiguration") or {}).get("logDriver") == "awslogs"


def _pull(scope: Scope, images: Iterable[str]) -> list[Ask]:
    """For images in registries of ECR. What other accounts hold is theirs to give."""
    named = [found for image in images if (found := _REPOSITORY.match(image))]
    token = [Ask(action="ecr:GetAuthorizationToken", resource="*")] if named else []
    own = dict.fromkeys(
        f"arn:aws:ecr:{each['region']}:{each['account']}:repository/{each['name']}"
        for each in named
        if each["account"] == scope.account
    )
    return [*token, *(Ask(action=action, resource=arn) for arn in own for action in _LAYERS)]


def _log(scope: Scope, group: str, stream: str) -> list[Ask]:
    arn = _stream(scope, group, f"{stream}*")
    return [Ask(action=action, resource=arn) for action in ("logs:CreateLogStream", "logs:PutLogEvents")]


def _stream(scope: Scope, group: str, name: str) -> str:
    return f"arn:aws:logs:{scope.region}:{scope.account}:log-group:{group}:log-stream:{name}"
