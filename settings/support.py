"""What a stack runs although it has come to its end."""

from typing import Annotated

from pydantic import Field

from settings.model import SettingsModel
from settings.text import text_like

VersionName = Annotated[str, text_like("kubernetes-1.31", r"[a-z]+(-[a-z]+)*-[A-Za-z0-9.+-]+")]


class SupportSettings(SettingsModel):
    """What has ended is refused; a team that has to stay on it for a while names product and version here."""

    accept_ended: tuple[VersionName, ...] = Field(
        default=(), description="Products and versions that may run after their end, such as kubernetes-1.31."
    )
