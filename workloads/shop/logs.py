"""Logs as one JSON object a line on standard output, without secrets."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from workloads.shop import tracing

# What every record has, and uvicorn's second message for terminals; the rest came by `extra`.
_ORDINARY = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName", "color_message"}
_SECRETS = (
    re.compile(r"(X-Amz-(?:Credential|Security-Token|Signature)=)[^&\s\"']+", re.IGNORECASE),
    re.compile(r"(Bearer )[\w.~+/=-]+", re.IGNORECASE),
    re.compile(r"(password\\?[\"']?\s*[:=]\s*\\?[\"']?)[^\s\"'&\\,}]+", re.IGNORECASE),
)


class JsonFormatter(logging.Formatter):
    """Writes a record, what `extra` added to it, and its exception."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {key: value for key, value in vars(record).items() if key not in _ORDINARY}
        if identifier := tracing.trace_id():
            entry["trace_id"] = identifier
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return _masked(json.dumps(entry, default=str))


def configure() -> None:
    """Send every logger's lines to standard output, but for what botocore finds worth telling."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("botocore").setLevel(logging.WARNING)


def _masked(line: str) -> str:
    for secret in _SECRETS:
        line = secret.sub(r"\1***", line)
    return line
