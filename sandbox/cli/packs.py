"""Policy packs as a command line names them, and a state as they see it."""

import json
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any

import typer

from pulumi_yaml.whole_file import bytes_of_file
from sandbox.cli.console import FAILED, explained, out, print_json, show_error
from sandbox.cli.exports import exported, read_export
from sandbox.cli.options import Json, PolicyPack, PolicyPackConfig
from sandbox.cli.place import Place
from sandbox.cli.show import show_verdict
from sandbox.engine.analysis import analyze_state
from sandbox.engine.errors import EngineError
from sandbox.engine.policies.findings import Verdict, blocked
from sandbox.engine.policies.pack import PackSource
from sandbox.engine.project import Project
from sandbox.engine.urn import Urn


def sources(packs: list[Path] | None, settings: list[Path] | None) -> tuple[PackSource, ...]:
    """Each pack with its settings. Ends the command where the two lists do not go together."""
    folders, files = packs or [], settings or []
    if files and len(files) != len(folders):
        explained(lambda: _refuse(f"{len(folders)} policy packs and {len(files)} settings: name one for each, or none"))
    return tuple(PackSource(folder, file) for folder, file in zip_longest(folders, files))


def analyze(
    stack: Annotated[str | None, typer.Argument(help="Name of the stack, such as prod-east.")] = None,
    *,
    file: Annotated[Path | None, typer.Option("--file", help="Judge what `pulumi stack export` wrote.")] = None,
    policy_pack: PolicyPack = None,
    policy_pack_config: PolicyPackConfig = None,
    json_: Json = False,
) -> None:
    """Check a state against policy packs; needs no program or cloud. Exit 1: a mandatory rule is violated."""
    packs = sources(policy_pack, policy_pack_config)
    verdict = explained(lambda: _verdict(stack, file, packs))
    if json_:
        print_json(verdict.as_json())
    else:
        show_verdict(out, verdict)
    reason = blocked(verdict)
    if reason:
        show_error(reason)
        raise typer.Exit(FAILED)


def _verdict(stack: str | None, file: Path | None, packs: tuple[PackSource, ...]) -> Verdict:
    if not packs:
        _refuse("name at least one --policy-pack")
    if (stack is None) is (file is None):
        _refuse("name a stack, or a file by --file")
    place = Place.here()
    if file is not None:
        urn = _first_urn(file)
        return analyze_state(read_export(file, urn.project, urn.stack), urn, packs, str(file))
    project = Project.load(place.project).name
    deployment = exported(place.backend, project, str(stack))["deployment"]
    urns = [resource["urn"] for resource in deployment.get("resources") or ()]
    if not urns:
        _refuse(f"the state of {stack} holds no resources, so there is nothing to judge")
    return analyze_state(deployment, Urn.parse(urns[0]), packs, f"the state of {stack}")


def _first_urn(file: Path) -> Urn:
    try:
        document: Any = json.loads(bytes_of_file(file).decode())
        return Urn.parse(document["deployment"]["resources"][0]["urn"])
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        msg = f"{file} is not an exported stack with resources ({type(error).__name__}: {error})"
        raise EngineError(msg) from error


def _refuse(message: str) -> None:
    raise EngineError(message)
