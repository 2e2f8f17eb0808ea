"""Commands that run the engine over a stack."""

from collections.abc import Callable

import typer

from sandbox.cli.console import FAILED, err, explained, out, print_json, show_error
from sandbox.cli.options import (
    As,
    ClearPendingCreates,
    Config,
    ConfigFile,
    ExpectNone,
    Json,
    Parallel,
    PolicyPack,
    PolicyPackConfig,
    PreviewOnly,
    Refresh,
    Stack,
    Targets,
    Yes,
)
from sandbox.cli.packs import sources
from sandbox.cli.place import Place, on_a_terminal
from sandbox.cli.show import Progress, result_document, show_plan, show_summary, show_verdict
from sandbox.cli.target import Target
from sandbox.engine.deployment import Deployment, Result
from sandbox.engine.errors import EngineError

_CHANGED = 1
Run = Callable[[Deployment], Result]


def up(  # noqa: PLR0913 - a command's parameters are its options
    stack: Stack,
    *,
    json_: Json = False,
    yes: Yes = False,
    config: Config = None,
    config_file: ConfigFile = None,
    expect_no_changes: ExpectNone = False,
    parallel: Parallel = None,
    refresh: Refresh = False,
    policy_pack: PolicyPack = None,
    policy_pack_config: PolicyPackConfig = None,
    as_: As = None,
) -> None:
    """Create or update what the program declares. With policy packs, only after a preview without violations."""
    packs = sources(policy_pack, policy_pack_config)
    target = Target(Place.here(), stack, tuple(config or ()), config_file, parallel, packs=packs, role=as_)

    def plan(run: Deployment) -> Result:
        return run.preview(refresh=refresh)

    if expect_no_changes:
        _plan(target, f"preview {stack}", plan, json_=json_, expect_no_changes=True, only_if_changed=True)
    elif _asks(yes=yes, json_=json_):
        _plan(target, f"preview {stack}", plan)
        typer.confirm(f"Bring {stack} to this?", abort=True)
    elif packs:
        _plan(target, f"preview {stack}", plan, json_=json_, only_if_refused=True)
    _carry_out(target, f"up {stack}", lambda run: run.up(refresh=refresh), json_=json_)


def preview(  # noqa: PLR0913 - a command's parameters are its options
    stack: Stack,
    *,
    json_: Json = False,
    config: Config = None,
    config_file: ConfigFile = None,
    expect_no_changes: ExpectNone = False,
    parallel: Parallel = None,
    refresh: Refresh = False,
    policy_pack: PolicyPack = None,
    policy_pack_config: PolicyPackConfig = None,
    as_: As = None,
) -> None:
    """Show what `up` would change, and what policy packs report."""
    packs = sources(policy_pack, policy_pack_config)
    target = Target(Place.here(), stack, tuple(config or ()), config_file, parallel, packs=packs, role=as_)
    _plan(
        target,
        f"preview {stack}",
        lambda run: run.preview(refresh=refresh),
        json_=json_,
        expect_no_changes=expect_no_changes,
    )


def destroy(stack: Stack, *, json_: Json = False, yes: Yes = False, parallel: Parallel = None, as_: As = None) -> None:
    """Delete everything that the stack created."""
    target = Target(Place.here(), stack, parallel=parallel, runs_program=False, role=as_)
    if _asks(yes=yes, json_=json_):
        _plan(target, f"plan to destroy {stack}", lambda run: run.destroy(dry_run=True))
        typer.confirm(f"Destroy everything of {stack}?", abort=True)
    _carry_out(target, f"destroy {stack}", lambda run: run.destroy(), json_=json_)


def refresh(  # noqa: PLR0913 - a command's parameters are its options
    stack: Stack,
    *,
    json_: Json = False,
    yes: Yes = False,
    parallel: Parallel = None,
    expect_no_changes: ExpectNone = False,
    preview_only: PreviewOnly = False,
    clear_pending_creates: ClearPendingCreates = False,
    target: Targets = None,
    as_: As = None,
) -> None:
    """Update the state to match the cloud."""
    here, only = Target(Place.here(), stack, parallel=parallel, runs_program=False, role=as_), tuple(target or ())
    title = f"look at {stack}"

    def look(run: Deployment) -> Result:
        return run.refresh(dry_run=True, targets=only)

    if preview_only:
        _plan(here, title, look, json_=json_, expect_no_changes=expect_no_changes)
        return
    if expect_no_changes:
        _plan(here, title, look, json_=json_, expect_no_changes=True, only_if_changed=True)
    elif _asks(yes=yes, json_=json_):
        _plan(here, title, look)
        typer.confirm(f"Bring the state of {stack} to this?", abort=True)
    _carry_out(
        here,
        f"refresh {stack}",
        lambda run: run.refresh(clear_pending_creates=clear_pending_creates, targets=only),
        json_=json_,
    )


def _asks(*, yes: bool, json_: bool) -> bool:
    return not yes and not json_ and on_a_terminal()


def _plan(
    target: Target,
    title: str,
    work: Run,
    *,
    json_: bool = False,
    expect_no_changes: bool = False,
    only_if_changed: bool = False,
    only_if_refused: bool = False,
) -> None:
    """Show what a run would do, and end the command where that failed or is not what was expected."""
    with Progress(err if json_ else out, title=title, steps=False) as progress:
        result = _result(target, work, progress, json_=json_)
    changed = expect_no_changes and bool(result.unexpected)
    if changed or result.error or not (only_if_changed or only_if_refused):
        if json_:
            print_json(result_document(result))
        else:
            show_plan(out, result)
            show_verdict(out, result.verdict)
            show_summary(out, result, planned=True)
    _end_if_failed(result)
    if changed:
        show_error(f"no changes were expected, and there are {len(result.unexpected)}")
        raise typer.Exit(_CHANGED)


def _carry_out(target: Target, title: str, work: Run, *, json_: bool) -> None:
    """Run, show how it goes, and end the command where it failed."""

    def recorded(run: Deployment) -> Result:
        target.claim_for_this_cloud()
        return work(run)

    with Progress(err if json_ else out, title=title, steps=True) as progress:
        result = _result(target, recorded, progress, json_=json_)
    if json_:
        print_json(result_document(result))
    else:
        show_verdict(out, result.verdict)
        show_summary(out, result, planned=False)
    _end_if_failed(result)


def _result(target: Target, work: Run, progress: Progress, *, json_: bool) -> Result:
    """What came of the work. With `--json`, a refusal is a document too."""
    if not json_:
        return explained(lambda: work(target.deployment(progress)))
    try:
        return work(target.deployment(progress))
    except EngineError as error:
        return Result((), {}, error=str(error))


def _end_if_failed(result: Result) -> None:
    if result.error:
        show_error(result.error)
        raise typer.Exit(FAILED)
