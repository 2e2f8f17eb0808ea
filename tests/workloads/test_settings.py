"""The environment: what the declaration promises is what the processes read, and a lack is one clear message.

It does not prove that the platform sets the variables; the components' tests do.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from workloads.declaration import WEB, WORKER, Workload
from workloads.shop.settings import SettingsError, ShopSettings, WebSettings, WorkerSettings
from workloads.shop.web.server import FINISH_SECONDS

ROOT = Path(__file__).resolve().parents[2]
BOTH = pytest.mark.parametrize(
    ("settings", "workload"), [(WebSettings, WEB), (WorkerSettings, WORKER)], ids=["web", "worker"]
)


def environment(workload: Workload) -> dict[str, str]:
    numbers = {"CACHE_PORT": "6379", "DATABASE_PORT": "5432", "TRACE_SHARE": "0.05"}
    return {name: numbers.get(name, "x") for name in workload.environment}


@BOTH
def test_a_process_reads_exactly_what_its_declaration_names(settings: type[ShopSettings], workload: Workload) -> None:
    needed = {name.upper() for name, field in settings.model_fields.items() if field.is_required()}
    assert needed == set(workload.environment), "each is set by the platform, and none is set in vain"


@BOTH
def test_every_variable_that_is_missing_is_named_at_once(settings: type[ShopSettings], workload: Workload) -> None:
    with pytest.raises(SettingsError) as refused:
        settings.from_environment({})
    assert [name for name in workload.environment if f"{name} is not set" not in str(refused.value)] == []


def test_a_variable_that_cannot_be_right_is_named_beside_one_that_is_missing() -> None:
    given = {**environment(WEB), "CACHE_PORT": "tls", "CACHE_NAME": ""}
    del given["ORDERS_TABLE"]
    with pytest.raises(SettingsError) as refused:
        WebSettings.from_environment(given)
    for fact in ("CACHE_PORT is 'tls'", "CACHE_NAME is ''", "ORDERS_TABLE is not set"):
        assert fact in str(refused.value)


def test_settings_do_not_change_while_the_process_runs() -> None:
    settings = WebSettings.from_environment(environment(WEB))
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


def test_web_listens_where_the_load_balancer_sends_to() -> None:
    assert WEB.entry is not None
    assert WebSettings.from_environment(environment(WEB)).port == WEB.entry.port


def test_web_ends_by_itself_before_the_platform_kills_it() -> None:
    drains = WebSettings.from_environment(environment(WEB)).drain_seconds
    assert drains + FINISH_SECONDS < WEB.stop_timeout_seconds


@pytest.mark.parametrize("workload", [WEB, WORKER], ids=lambda each: each.name)
def test_a_process_without_its_environment_ends_with_the_reason(workload: Workload) -> None:
    command = [sys.executable, *workload.command[1:]]
    ended = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=False, timeout=30)
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"{workload.name} does not start: ")
    assert "Traceback" not in ended.stderr
