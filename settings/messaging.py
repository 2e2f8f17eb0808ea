"""Timings of the queue, the topic and the event bus."""

from collections.abc import Iterator

from pydantic import Field
from typing_extensions import override

from settings.model import Check, SettingsModel
from settings.problems import Problem


class MessagingSettings(SettingsModel):
    """How long a message lives, and when it is set aside as dead."""

    visibility_timeout_seconds: int = Field(
        default=60,
        ge=1,
        le=43_200,
        description="Seconds a message stays hidden after a worker took it; workers extend it.",
    )
    retention_days: int = Field(default=4, ge=1, le=14, description="Days a message waits for a worker.")
    dead_letter_retention_days: int = Field(default=14, ge=1, le=14, description="Days a dead letter is kept.")
    max_receives: int = Field(default=5, ge=1, le=1000, description="Deliveries before a message counts as dead.")
    archive_days: int = Field(default=90, ge=1, description="Days the event bus can replay.")

    @override
    def checks(self) -> tuple[Check, ...]:
        return (self._dead_letter_problems,)

    def _dead_letter_problems(self) -> Iterator[Problem]:
        """Dead letters that would vanish: SQS counts their retention from the first enqueue."""
        if self.dead_letter_retention_days <= self.retention_days:
            yield Problem(
                "dead_letter_retention_days",
                f"is {self.dead_letter_retention_days}, not above retention_days {self.retention_days}, so a message "
                "that dies late is lost; keep dead letters longer",
            )
