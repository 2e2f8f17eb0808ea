"""Read a stack's settings from Pulumi's configuration, and say everything that is wrong with them at once."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env
from pydantic import ValidationError

from pulumi_yaml import PulumiYamlError
from settings.ends import Finding, ends
from settings.given import NAMESPACE, given_values
from settings.pair import pair_problems
from settings.problems import Problem, problems_of
from settings.stack import DECLARED_WORKLOADS, StackSettings
from settings.stack_files import PROJECT_FILE, StackFile, path_of
from settings.today import today

_PREFIX = f"{NAMESPACE}:"
# A setting -> the file that it is in, with the line where that is known.
Places = Callable[[str], str]


def settings_from_pulumi(declared: Mapping[str, bool]) -> StackSettings:
    """Read the settings of the stack that is being run; `declared` says what workloads answer requests.

    Warns of what comes to its end. Raises pulumi.RunError with one line per problem: file, key, what is wrong and what
    to write. Settings that differ from the other stack's file, where it is beside this one's, are problems.
    """
    files = _Files(Path(pulumi.get_root_directory()), declared)
    configuration = {**get_config_env(), **CONFIG.get()}
    stack, on = pulumi.get_stack(), today()
    own = files.read(stack)
    places = files.places(stack, own)
    settings = load_settings(configuration, places=places, declared=declared, on=on)
    for finding in ends(on, settings):
        if finding.warns:
            pulumi.log.warn(f"{places(finding.key)}: {_PREFIX}{finding.key}: {finding.text}")
    for key, left_out in own.partial() if own else ():
        pulumi.log.warn(
            f"{places(key)}: {_PREFIX}{key}: leaves out {', '.join(left_out)}, and what {PROJECT_FILE} says of that "
            f"does not count, because a stack file gives all of a key; write that too, or all in {PROJECT_FILE} alone"
        )
    files.refuse_another_pair(stack, own, settings)
    return settings


def load_settings(
    configuration: Mapping[str, str], *, places: Places, declared: Mapping[str, bool], on: date
) -> StackSettings:
    """Build settings from `standby:key` -> value; structured values are JSON, as Pulumi passes them.

    Keys of other namespaces (`aws:…`, `pulumi:…`) are not looked at. `on` is the day by which versions have ended.
    Raises pulumi.RunError.
    """
    settings = _validated(given_values(configuration), places, declared)
    problems = tuple(_ended(settings, ends(on, settings)))
    if problems:
        raise _refusal(places, problems)
    return settings


@dataclass(frozen=True)
class _Files:
    """The project's folder, and the stack files that lie in it."""

    folder: Path
    declared: Mapping[str, bool]

    def read(self, stack: str) -> StackFile | None:
        """A stack's file; None where it is not here. Raises pulumi.RunError."""
        try:
            return StackFile.read(self.folder, stack) if path_of(self.folder, stack).exists() else None
        except (OSError, PulumiYamlError) as error:
            msg = f"{error}; nothing was changed"
            raise pulumi.RunError(msg) from error

    def places(self, stack: str, file: StackFile | None) -> Places:
        """How places are named: by files of this folder."""

        def named(key: str) -> str:
            if file is None:
                return path_of(self.folder, stack).name
            place = file.place(key)
            return place.file.name if place.line is None else f"{place.file.name}: line {place.line}"

        return named

    def refuse_another_pair(self, stack: str, own: StackFile | None, settings: StackSettings) -> None:
        """Raise pulumi.RunError where this stack's file and the other's are no pair; warn where nobody can tell.

        Files are compared, and not what one run is given in their place: a plan may ask what another strategy would do.
        """
        peer, name = self.read(settings.peer.stack), path_of(self.folder, settings.peer.stack).name
        if peer is None:
            pulumi.log.warn(
                f"{name} is not in this folder, so nothing says whether both stacks have the same settings; keep the "
                "stack files of a pair beside each other"
            )
            return
        places = self.places(stack, own)
        here = settings if own is None else self._settings(own, places)
        there = self._settings(peer, self.places(settings.peer.stack, peer))
        if problems := tuple(pair_problems(stack, here, there, there_file=name)):
            raise _refusal(places, problems)

    def _settings(self, file: StackFile, places: Places) -> StackSettings:
        try:
            return _validated(file.given, places, self.declared)
        except PulumiYamlError as error:
            msg = f"{error}; nothing was changed"
            raise pulumi.RunError(msg) from error


def _validated(given: Mapping[str, Any], places: Places, declared: Mapping[str, bool]) -> StackSettings:
    try:
        return StackSettings.model_validate(given, context={DECLARED_WORKLOADS: declared})
    except ValidationError as error:
        raise _refusal(places, problems_of(StackSettings, error)) from None


def _ended(settings: StackSettings, found: Iterable[Finding]) -> Iterable[Problem]:
    """What has ended and is not accepted, and what is accepted and not there."""
    known = {stated.name for stated in settings.versions}
    for finding in found:
        known.add(finding.stated.name)
        if finding.refused:
            yield Problem(finding.key, finding.text)
    for name in settings.support.accept_ended:
        if name not in known:
            yield Problem("support.accept_ended", f"names {name}, which this stack does not run on; remove it")


def _refusal(places: Places, problems: Iterable[Problem]) -> pulumi.RunError:
    lines = [f"{places(problem.key)}: {_PREFIX}{problem.key}: {problem.text}" for problem in problems]
    summary = f"{len(lines)} problem(s) in the stack's configuration; nothing was changed"
    return pulumi.RunError(os.linesep.join([summary, *lines]))
