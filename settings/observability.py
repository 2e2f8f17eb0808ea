"""What is watched beyond the alarms that every region has."""

from typing import Annotated, Literal

from pydantic import Field

from settings.model import SettingsModel
from settings.text import no_longer_than, text_like

RuntimeVersion = Annotated[str, text_like("syn-python-selenium-14.0", r"syn-python-selenium-[0-9]+\.[0-9]+")]
HttpsUrl = Annotated[
    str,
    text_like("https://wiki.example.com/standby", r"https://[^\s]+[^\s/]"),
    no_longer_than(700, "CloudWatch keeps 1024 of an alarm's description, which ends in this address"),
]


class CanarySettings(SettingsModel):
    """A probe of the public name from outside, by CloudWatch Synthetics in both regions.

    Costs 0.0012 USD a run, about 10 USD a month and region at every five minutes, and what its Lambda function costs.
    """

    enabled: bool = Field(default=False, description="Whether it runs.")
    every_minutes: Literal[1, 5, 10, 15, 30, 60] = Field(default=5, description="Minutes between two runs.")
    # Synthetics retires versions about a year after a newer one; a retired one still runs and can no longer be changed.
    runtime_version: RuntimeVersion = Field(
        default="syn-python-selenium-14.0", description="Version of the Synthetics runtime."
    )


class ObservabilitySettings(SettingsModel):
    """Alarms and the dashboard are always there; the rest is chosen."""

    # X-Ray refuses spans until the account has switched Transaction Search on, and a new account has not.
    trace_share: float = Field(default=0.0, ge=0, le=1, description="Share of requests that are traced.")
    runbooks_url: HttpsUrl | None = Field(
        default=None, description="Where people on call read docs/; alarms link there, or name the file."
    )
    canary: CanarySettings = CanarySettings()
