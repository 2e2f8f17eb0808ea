"""Where outputs come from, and why they do not come: in the engine's own words."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from operations.errors import OperationError
from operations.live import outputs
from operations.live.outputs import outputs_of

REGION = {"region": "us-east-1", "database": {}}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a function
    """An engine that prints, complains and ends as it is told."""

    def says(out: str = "", err: str = "", code: int = 0) -> Path:
        script = f"import sys; print({out!r}); print({err!r}, file=sys.stderr); sys.exit({code})"
        monkeypatch.setitem(outputs._ENGINES, "pulumi", (sys.executable, "-c", script))
        return tmp_path

    return says


def refused(folder: Path) -> str:
    with pytest.raises(OperationError) as error:
        outputs_of("prod-east", folder, "pulumi")
    assert len(str(error.value).splitlines()) == 1
    return str(error.value)


@pytest.mark.parametrize(
    "why",
    [
        "error: getting secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE",
        "error: incorrect passphrase",
        "error: no stack named 'prod-east' found",
        "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
        "error: no cloud runs here; start one with `python -m sandbox start`",
    ],
)
def test_why_an_engine_refuses_is_told_in_its_words(engine: Any, why: str) -> None:  # noqa: ANN401
    told = refused(engine(err=f"warning: old\n{why}", code=255))
    assert why in told
    assert "Run `standby status` once while all is well" in told


def test_an_engine_that_says_nothing_is_told_by_its_exit_code(engine: Any) -> None:  # noqa: ANN401
    assert "exit code 7" in refused(engine(code=7))


@pytest.mark.parametrize(
    ("out", "why"), [("<html>", "is no JSON"), ("[]", "no region among them"), ('{"a": 1}', "no region among them")]
)
def test_what_is_not_a_regions_outputs_is_refused(engine: Any, out: str, why: str) -> None:  # noqa: ANN401
    assert why in refused(engine(out=out))


def test_an_engine_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(outputs._ENGINES, "pulumi", ("there-is-no-such-engine",))
    assert "pulumi could not be asked for the outputs of prod-east" in refused(tmp_path)


def test_outputs_are_kept_for_the_day_when_nobody_answers(engine: Any) -> None:  # noqa: ANN401
    folder = engine(out=json.dumps(REGION))
    assert outputs_of("prod-east", folder, "pulumi").as_of == ""
    kept = outputs_of("prod-east", engine(err="error: no login", code=1), "pulumi")
    assert kept.values == REGION
    assert kept.as_of != ""
