"""The web process as a client sees it, without a network: status codes, headers, and who may see what."""

import pytest
from starlette.applications import Starlette

from tests.workloads.shop import KEY, Aws, Browser, MemoryCache, SetClock
from workloads.shop.web.api import Api
from workloads.shop.web.app import create_app
from workloads.shop.web.health import Checks, Readiness
from workloads.shop.web.in_flight import InFlightMeter

ALICE_LOGIN = {"name": "alice", "password": "correct horse"}
ORDER = {"lines": [{"product_id": "tea", "quantity": 2}]}


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


@pytest.fixture
def app(aws: Aws, readiness: Readiness) -> Starlette:
    tokens = [f"token-{number}" for number in range(9)]
    api = Api(aws.catalogue(), aws.sessions(MemoryCache(), SetClock(), *tokens), aws.checkout(), aws.orders)
    return create_app(api, readiness, Checks(), InFlightMeter(SetClock()))


@pytest.fixture
def browser(app: Starlette) -> Browser:
    return Browser(app)


def log_in(browser: Browser, login: dict[str, str] = ALICE_LOGIN) -> str:
    answer = browser.send("POST", "/session", json=login)
    assert answer.status_code == 201
    return str(answer.json()["token"])


def test_a_customer_logs_in_is_known_and_logs_out(browser: Browser) -> None:
    token = log_in(browser)
    assert browser.send("GET", "/session", token=token).status_code == 200
    assert browser.send("DELETE", "/session", token=token).status_code == 204
    assert browser.send("GET", "/session", token=token).status_code == 401


def test_a_customer_is_the_same_at_each_login_and_another_one_with_another_password(browser: Browser) -> None:
    tokens = [log_in(browser), log_in(browser), log_in(browser, {**ALICE_LOGIN, "password": "battery staple"})]
    first, again, other = [browser.send("GET", "/session", token=token).json()["customer_id"] for token in tokens]
    assert first == again
    assert first != other


@pytest.mark.parametrize("token", ["", "stolen"], ids=["no token", "unknown token"])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/session"), ("DELETE", "/session"), ("POST", "/orders"), ("GET", "/orders/x")]
)
def test_a_stranger_is_asked_to_log_in(browser: Browser, method: str, path: str, token: str) -> None:
    answer = browser.send(method, path, token=token, key=KEY)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_order_is_accepted_and_can_be_looked_at(browser: Browser) -> None:
    token = log_in(browser)
    accepted = browser.send("POST", "/orders", token=token, key=KEY, json=ORDER)
    assert accepted.status_code == 202
    shown = browser.send("GET", accepted.headers["Location"], token=token)
    assert shown.json() == {
        "order_id": accepted.json()["order_id"],
        "status": "PENDING",
        "lines": [{"product_id": "tea", "quantity": 2, "unit_cents": 250}],
        "total_cents": 500,
        "accepted_at": "2023-11-14T22:13:20.000+00:00",
    }


def test_an_order_that_is_sent_again_gets_an_equal_answer_also_when_it_is_placed(browser: Browser, aws: Aws) -> None:
    token = log_in(browser)
    first = browser.send("POST", "/orders", token=token, key=KEY, json=ORDER)
    aws.orders.mark_placed(first.json()["order_id"])
    again = browser.send("POST", "/orders", token=token, key=KEY, json=ORDER)
    assert (again.status_code, again.headers, again.content) == (first.status_code, first.headers, first.content)


def test_an_order_of_somebody_else_is_not_there(browser: Browser) -> None:
    order = browser.send("POST", "/orders", token=log_in(browser), key=KEY, json=ORDER).headers["Location"]
    stranger = log_in(browser, {**ALICE_LOGIN, "name": "bob"})
    seen, unseen = (browser.send("GET", path, token=stranger) for path in (order, "/orders/none"))
    assert seen.status_code == 404
    assert seen.content == unseen.content, "the answer does not tell whether there is one"


@pytest.mark.parametrize(
    ("key", "body", "status", "fact"),
    [
        ("", {"json": ORDER}, 400, "Idempotency-Key"),
        ("short", {"json": ORDER}, 400, "Idempotency-Key"),
        (KEY, {"json": {}}, 422, "lines"),
        (KEY, {"json": {"lines": []}}, 422, "lines"),
        (KEY, {"json": {"lines": [{"product_id": "tea", "quantity": 0}]}}, 422, "lines.0.quantity"),
        (KEY, {"json": {"lines": [{"product_id": "../x", "quantity": 1}]}}, 422, "lines.0.product_id"),
        (KEY, {"json": {**ORDER, "price": 1}}, 422, "price"),
        (KEY, {"content": b"{"}, 422, "body"),
        (KEY, {"content": b" " * 20_000}, 413, "16384"),
        (KEY, {"json": {"lines": [{"product_id": "gold", "quantity": 1}]}}, 422, "gold"),
    ],
)
def test_an_order_that_cannot_be_is_refused_with_what_is_wrong(
    browser: Browser, aws: Aws, key: str, body: dict[str, object], status: int, fact: str
) -> None:
    answer = browser.send("POST", "/orders", token=log_in(browser), key=key, **body)
    assert answer.status_code == status
    assert fact in answer.text
    assert aws.dynamodb.scan(TableName="orders")["Items"] == []


def test_a_key_that_was_used_for_another_order_is_refused(browser: Browser) -> None:
    token = log_in(browser)
    browser.send("POST", "/orders", token=token, key=KEY, json=ORDER)
    other = {"lines": [{"product_id": "tea", "quantity": 1}]}
    assert browser.send("POST", "/orders", token=token, key=KEY, json=other).status_code == 422


def test_products_are_answered_to_everybody_and_may_be_kept_at_the_edge(browser: Browser) -> None:
    tea = {"product_id": "tea", "name": "tea", "price_cents": 250}
    for path, expected in (("/products", [tea]), ("/products/tea", tea)):
        answer = browser.send("GET", path)
        assert answer.json() == expected
        assert answer.headers["Cache-Control"].startswith("public")
    assert browser.send("GET", "/products/gold").status_code == 404


def test_what_belongs_to_a_customer_is_kept_nowhere_on_its_way(browser: Browser) -> None:
    login = browser.send("POST", "/session", json=ALICE_LOGIN)
    token = login.json()["token"]
    order = browser.send("POST", "/orders", token=token, key=KEY, json=ORDER)
    shown = [browser.send("GET", path, token=token) for path in ("/session", order.headers["Location"])]
    assert {answer.headers["Cache-Control"] for answer in (login, order, *shown)} == {"private, no-store"}


@pytest.mark.parametrize("store", ["orders", "sessions", "products"])
def test_a_store_that_fails_is_said_as_such_and_takes_no_task_out_of_service(
    browser: Browser, aws: Aws, store: str
) -> None:
    token = log_in(browser)
    aws.dynamodb.delete_table(TableName=store)
    path = {"orders": "/orders/x", "sessions": "/session", "products": "/products"}[store]
    answer = browser.send("GET", path, token="unknown to the cache" if store == "sessions" else token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert browser.send("GET", "/health/ready").status_code == 200


def test_a_task_that_drains_is_alive_and_wants_no_more_requests(browser: Browser, readiness: Readiness) -> None:
    readiness.draining = True
    assert browser.send("GET", "/health/ready").status_code == 503
    assert browser.send("GET", "/health/live").status_code == 200
    assert browser.send("GET", "/products").status_code == 200, "it still serves what reaches it"


def test_an_answered_request_leaves_a_line_without_its_secrets(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    token = log_in(browser)
    browser.send("DELETE", "/session", token=token)
    browser.send("GET", "/health/ready")
    lines = [record for record in caplog.records if record.message == "request"]
    written = [(vars(line)["method"], vars(line)["path"], vars(line)["status"]) for line in lines]
    assert written == [("POST", "/session", 201), ("DELETE", "/session", 204)]
    assert not any(secret in str(vars(record)) for record in caplog.records for secret in (token, "correct horse"))
