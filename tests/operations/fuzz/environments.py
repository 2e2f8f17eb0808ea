"""Environments: one in which all is well and nobody outside this machine is there, and what may be wrong with it."""

from collections.abc import Mapping
from random import Random

from tests.operations.fuzz.scene import PASSPHRASE

# `{here}` is the folder of the case, `{cloud}` and `{aws:HOW}` are servers on this machine that answer so.
SOUND: Mapping[str, str] = {
    "PATH": "{stand-ins}:/usr/bin:/bin",
    "HOME": "{here}/home",
    "TMPDIR": "{tmp}",
    "USER": "somebody",
    "LANG": "C.UTF-8",
    "AWS_ENDPOINT_URL": "{aws:refused}",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "STANDBY_DNS": "{aws:json}/dns-query",
    "STANDBY_TODAY": "2026-11-30",
    "STANDBY_PYTHON": "{stand-ins}/python",
    "STANDBY_FUZZ_ANSWERS": "{answers}",
    "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
}
# How a server answers that is not AWS, or is and refuses.
ANSWERS = ("refused", "json", "html", "empty", "xml", "denied", "failing", "drops", "list", "identity", "identity")
_ADDRESSES = (
    "",
    "nonsense",
    "http://",
    "http:///x",
    "https://",
    "ftp://127.0.0.1",
    "http://[::1",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:-1",
    "http://127.0.0.1:port",
    "http://127.0.0.1:1",
    "http://nobody.invalid",
    "http://a b",
    f"http://{'a' * 300}.invalid",
    "http://user:pass@127.0.0.1:1",
    "http://é.invalid",
    "http://127.0.0.1:1/\t",
    "file:///etc/hostname",
    "127.0.0.1:1",
    "{aws:html}",
    "{aws:json}",
    "{aws:drops}",
)
_PLACES = (
    "",
    "/nowhere",
    "/dev/null",
    "/dev/null/below",
    "{here}/empty",
    "{here}/folder",
    "{here}/binary",
    "{here}/loop",
    "{here}/dangling",
    "{here}/Pulumi.yaml",
    "relative",
    "a" * 300,
)
_WORDS = ("", " ", "nonsense", "0", "-1", "nan", "9" * 5000, "true", "é", "\udcff", "two\nlines", "[red]", "us-mars-1")
_DATES = ("", "yesterday", "2026-13-40", "0001-01-01", "9999-12-31", "2026-11-30T00:00", " 2026-11-30", "20261130")
# Variables, and what somebody may have written into them. None takes one away.
_WRONG: Mapping[str, tuple[str | None, ...]] = {
    "AWS_ACCESS_KEY_ID": (None, "", "\n", "é"),
    "AWS_CA_BUNDLE": _PLACES,
    "AWS_CONFIG_FILE": (*_PLACES, "{here}/home/.aws/broken"),
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": _ADDRESSES,
    "AWS_DATA_PATH": _PLACES,
    "AWS_DEFAULTS_MODE": _WORDS,
    "AWS_DEFAULT_REGION": _WORDS,
    "AWS_ENDPOINT_URL": (None, *_ADDRESSES, *(f"{{aws:{how}}}" for how in ANSWERS), "{cloud}"),
    "AWS_ENDPOINT_URL_STS": _ADDRESSES,
    "AWS_MAX_ATTEMPTS": _WORDS,
    "AWS_PROFILE": ("nobody", "", "é", "two words"),
    "AWS_REGION": (None, *_WORDS),
    "AWS_RETRY_MODE": _WORDS,
    "AWS_SECRET_ACCESS_KEY": (None, ""),
    "AWS_SESSION_TOKEN": ("", "\n", "expired", "é"),
    "AWS_SHARED_CREDENTIALS_FILE": (*_PLACES, "{here}/home/.aws/broken"),
    "AWS_STS_REGIONAL_ENDPOINTS": _WORDS,
    "AWS_USE_DUALSTACK_ENDPOINT": _WORDS,
    "AWS_USE_FIPS_ENDPOINT": _WORDS,
    "AWS_WEB_IDENTITY_TOKEN_FILE": _PLACES,
    # Thousands of digits are left out: rich, which lays tables out, takes any number of them for a width.
    "COLUMNS": ("", "nonsense", "0", "-1", "1", "9" * 30),
    "FORCE_COLOR": _WORDS,
    "HOME": (None, *_PLACES),
    "HTTPS_PROXY": _ADDRESSES,
    "HTTP_PROXY": _ADDRESSES,
    "LANG": ("", "C", "de_DE.ISO-8859-1", "nonsense"),
    "NO_PROXY": ("", "*", "nonsense", "127.0.0.1"),
    "PATH": (None, "", "/nowhere", "{here}"),
    "PULUMI_BACKEND_URL": _ADDRESSES,
    "PULUMI_CONFIG_PASSPHRASE": (None, "", "wrong", "é", "\udcff"),
    "PULUMI_CONFIG_PASSPHRASE_FILE": _PLACES,
    "PULUMI_HOME": _PLACES,
    "STANDBY_ACT_AS": (*_WORDS, "administrator", "platform-operator"),
    "STANDBY_DNS": (None, *_ADDRESSES, *(f"{{aws:{how}}}" for how in ANSWERS)),
    "STANDBY_PLUGIN_LOG": _PLACES,
    "STANDBY_SANDBOX_DIR": _PLACES,
    "STANDBY_SANDBOX_OWNER": _WORDS,
    "STANDBY_TODAY": _DATES,
    "TERM": ("", "dumb", "nonsense"),
    "TMPDIR": _PLACES,
    "USER": (None, "", "é", "a" * 300, "two\nlines"),
    "all_proxy": _ADDRESSES,
    "http_proxy": _ADDRESSES,
    "https_proxy": _ADDRESSES,
}
# Without the passphrase's variable the file's counts; with keys in the environment, no profile's are looked for.
_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "PULUMI_CONFIG_PASSPHRASE_FILE": ("PULUMI_CONFIG_PASSPHRASE",),
    "AWS_CONFIG_FILE": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    "AWS_SHARED_CREDENTIALS_FILE": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    "AWS_WEB_IDENTITY_TOKEN_FILE": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
}


def make_wrong(draw: Random, environment: dict[str, str]) -> None:
    """Change one variable, with those that would keep it from being read."""
    name = draw.choice(sorted(_WRONG))
    value = draw.choice(_WRONG[name])
    for other in _TOGETHER.get(name, ()):
        environment.pop(other, None)
    if name == "AWS_WEB_IDENTITY_TOKEN_FILE":
        environment["AWS_ROLE_ARN"] = "arn:aws:iam::111122223333:role/somebody"
    if value is None:
        environment.pop(name, None)
    else:
        environment[name] = value


def put_in_place(environment: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    """The environment with the places of this machine in it."""
    found = {}
    for name, value in environment.items():
        text = value
        for mark, place in places.items():
            text = text.replace(mark, place)
        found[name] = text
    return found
