"""What stands on a page as a command of `aws` or `docker`, done with boto3."""

import json
import re
from collections.abc import Iterator
from typing import Any

import boto3
import jmespath  # type: ignore[import-untyped]

from sandbox.demo.proofs import Clients

_PUSHED = re.compile(r"\d{12}\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<repository>[^:]+):(?P<tag>.+)")


def aws_command(words: list[str]) -> tuple[int, str]:
    """Run `aws` with these words. Options are spelled and typed as the service's model says."""
    service, operation, *rest = words
    waits = operation == "wait"
    if waits:
        operation, *rest = rest
    options = dict(_options(rest))
    (query, *_), _ = options.pop("--query", [""]), options.pop("--output", [])
    client: Any = boto3.client(service, region_name=options.pop("--region", ["us-east-1"])[0])
    asked = client.get_waiter(operation.replace("-", "_")) if waits else None
    method = _snake(asked.config.operation) if asked else operation.replace("-", "_")
    shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method]).input_shape
    spelled = {name.lower(): name for name in shape.members} if shape else {}
    given = {}
    for option, values in options.items():
        name = spelled[option.removeprefix("--").replace("-", "")]
        kind = shape.members[name].type_name
        given[name] = values if kind == "list" else True if kind == "boolean" else values[0]
    answer = (
        asked.wait(**given, WaiterConfig={"Delay": 0, "MaxAttempts": 40}) if asked else getattr(client, method)(**given)
    )
    # The command line has texts where boto3 has times.
    shown = json.loads(json.dumps(answer, default=str))
    return 0, str(jmespath.search(query, shown)) if query else str(answer)


def docker_push(image: str, clients: Clients) -> str:
    """Push a stand-in for an image to the registry that its name begins with, as those who `clients` are of."""
    named = _PUSHED.fullmatch(image)
    assert named, f"{image} names no registry of ECR"
    clients.of("ecr", named["region"]).put_image(
        repositoryName=named["repository"],
        imageTag=named["tag"],
        imageManifest=json.dumps(
            {"schemaVersion": 2, "annotations": {"name": f"{named['repository']}:{named['tag']}"}}
        ),
    )
    return image


def _options(words: list[str]) -> Iterator[tuple[str, list[str]]]:
    values: list[str] = []
    for word in words:
        if word.startswith("--"):
            values = []
            yield word, values
        else:
            values.append(word)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
