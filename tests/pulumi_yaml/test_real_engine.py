"""The pulumi CLI on PATH reads every case as it did when `observed.json` was written."""

import shutil

import pytest

from tests.pulumi_yaml.cases import files
from tests.pulumi_yaml.cli import Cli, project_text
from tests.pulumi_yaml.observe import observed

pytestmark = [
    pytest.mark.real_engine,
    pytest.mark.xdist_group("pulumi-yaml"),
    pytest.mark.skipif(shutil.which("pulumi") is None, reason="there is no pulumi CLI on PATH"),
]
OBSERVED = observed()


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    return Cli.lay_out(tmp_path_factory.mktemp("cli") / "place")


@pytest.mark.parametrize("name", OBSERVED)
def test_the_cli_reads_as_it_was_seen_to(cli: Cli, name: str) -> None:
    config, stack = files()[name]
    said = cli.read(project_text(config, language="recorder"), stack)
    assert said.get("values") == OBSERVED[name].get("values"), said


@pytest.mark.parametrize("name", [name for name, said in OBSERVED.items() if "values" in said][::20])
def test_pulumi_config_shows_what_a_program_is_given(cli: Cli, name: str) -> None:
    config, stack = files()[name]
    cli.read(project_text(config, language="recorder"), stack)
    shown = {key: entry["value"] for key, entry in cli.shown().items() if not entry["secret"]}
    assert shown.items() <= OBSERVED[name]["values"].items()
