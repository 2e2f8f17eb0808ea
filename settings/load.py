"""Read a stack's settings from Pulumi's configuration, and say everything that is wrong with them at once."""

import os
from collections.abc import Iterable, Mapping
from datetime import date

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env
from pydantic import ValidationError

from settings.ends import Finding, ends
from settings.given import NAMESPACE, given_values
from settings.problems import Problem, problems_of
from settings.stack import DECLARED_WORKLOADS, StackSettings
from settings.today import today

_PREFIX = f"{NAMESPACE}:"


def settings_from_pulumi(declared: Mapping[str, bool]) -> StackSettings:
    """Read the settings of the stack that is being run; `declared` says what workloads answer requests.

    Warns of what comes to its end. Raises pulumi.RunError with one line per problem: file, key, what is wrong and what
    to write.
    """
    configuration = {**get_config_env(), **CONFIG.get()}
    stack_file, on = f"Pulumi.{pulumi.get_stack()}.yaml", today()
    settings = load_settings(configuration, stack_file=stack_file, declared=declared, on=on)
    for finding in ends(on, settings):
        if finding.warns:
            pulumi.log.warn(f"{stack_file}: {_PREFIX}{finding.key}: {finding.text}")
    return settings


def load_settings(
    configuration: Mapping[str, str], *, stack_file: str, declared: Mapping[str, bool], on: date
) -> StackSettings:
    """Build settings from `standby:key` -> value; structured values are JSON, as Pulumi passes them.

    Keys of other namespaces (`aws:…`, `pulumi:…`) are not looked at. `on` is the day by which versions have ended.
    Raises pulumi.RunError.
    """
    try:
        settings = StackSettings.model_validate(given_values(configuration), context={DECLARED_WORKLOADS: declared})
    except ValidationError as error:
        raise _refusal(stack_file, problems_of(StackSettings, error)) from None
    problems = tuple(_ended(settings, ends(on, settings)))
    if problems:
        raise _refusal(stack_file, problems)
    return settings


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


def _refusal(stack_file: str, problems: Iterable[Problem]) -> pulumi.RunError:
    lines = [f"{stack_file}: {_PREFIX}{problem.key}: {problem.text}" for problem in problems]
    summary = f"{len(lines)} problem(s) in the stack's configuration; nothing was changed"
    return pulumi.RunError(os.linesep.join([summary, *lines]))
