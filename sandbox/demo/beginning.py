"""How an environment begins: the home stack makes the registries, images are pushed, and both stacks come up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.engine.project import Project
from sandbox.shop.images import push_stand_ins, repository_of, tags_of

HOME, PEER = "prod-east", "dr-west"
HOME_REGION = "us-east-1"


def push_images(program: Path, registry: Any) -> list[str]:  # noqa: ANN401 - a boto3 client
    """Push a stand-in for every image that the home stack's file names. Answers what was not there yet."""
    values = Project.load(program).configuration(HOME, file=None, overrides={}).values
    images = [{"repository": repository_of(image), "tag": tag} for image, tag in tags_of(values).items()]
    return push_stand_ins(registry, images)


def begin(up: Callable[[str], object], program: Path, registry: Any) -> None:  # noqa: ANN401 - a boto3 client
    """The order of docs/first-up.md; `registry` is the home region's."""
    up(HOME)
    push_images(program, registry)
    for stack in (HOME, PEER):
        up(stack)
