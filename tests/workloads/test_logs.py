"""Log lines: JSON, complete, and without secrets. Which lines are written is the other tests' business."""

import json
import logging

import pytest

from workloads.shop.logs import JsonFormatter


def line(message: str, **extra: object) -> str:
    record = logging.makeLogRecord({"name": "shop", "levelname": "INFO", "msg": message, "created": 0.0, **extra})
    return JsonFormatter().format(record)


def test_a_line_is_one_json_object_with_what_was_added_to_it() -> None:
    written = line("order accepted", order_id="abc")
    assert "\n" not in written
    assert json.loads(written) == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "level": "INFO",
        "logger": "shop",
        "message": "order accepted",
        "order_id": "abc",
    }


def test_an_exception_stays_on_its_line() -> None:
    error = ValueError("broken")
    written = line("failed", exc_info=(ValueError, error, None))
    assert "\n" not in written
    assert "ValueError: broken" in json.loads(written)["exception"]


@pytest.mark.parametrize(
    "leak",
    [
        "standby/?Action=connect&X-Amz-Security-Token=SECRET&X-Amz-Expires=900&X-Amz-Signature=SECRET",
        "Authorization: Bearer SECRET",
        "host=db password=SECRET user=app",
        '{"password": "SECRET"}',
        "{'password': 'SECRET'}",
    ],
)
def test_a_secret_does_not_reach_the_log_however_it_gets_there(leak: str) -> None:
    written = line(leak, error=leak)
    assert "SECRET" not in written
    assert json.loads(written)["message"] != leak, "the line is still JSON, and says that something was taken out"
