"""How AWS writes values. Pure functions: each leaves alone what is in AWS's form already."""

import ipaddress
import json
import re
from typing import Any

_RATE = re.compile(r"rate\((?P<count>\d+) (?P<unit>minute|hour|day)s?\)")
_MINUTES = {"day": 1440, "hour": 60, "minute": 1}
_ACCOUNT = re.compile(r"\d{12}")
_WORDS = {"allkeys": "~*", "allchannels": "&*", "allcommands": "+@all", "nocommands": "-@all"}
# What ECS writes into a container that does not say it.
_CONTAINER = {
    "cpu": 0,
    "environment": [],
    "mountPoints": [],
    "portMappings": [],
    "volumesFrom": [],
    "systemControls": [],
}
_TRACK = 2


def access_string(text: str) -> str:
    """An access string of ElastiCache: short words, and a beginning at which nothing is allowed.

    Keys and channels stay where they are: Redis reads rules in their order.
    """
    words = [_WORDS.get(word, word) for word in text.split()]
    first = next((index for index, word in enumerate(words) if word[0] in "+-"), len(words))
    if words[first : first + 1] not in (["-@all"], ["+@all"]):
        words.insert(first, "-@all")
    return " ".join(words)


def rate(text: str) -> str:
    """A rate in the largest unit that fits."""
    found = _RATE.fullmatch(text)
    if found is None:
        return text
    minutes = int(found["count"]) * _MINUTES[found["unit"]]
    unit, length = next(item for item in _MINUTES.items() if minutes % item[1] == 0)
    count = minutes // length
    return f"rate({count} {unit}{'' if count == 1 else 's'})"


def small(text: str) -> str:
    """Small letters."""
    return text.lower()


def network(text: str) -> str:
    """A network by its first address, in the shortest writing."""
    return str(ipaddress.ip_network(text, strict=False))


def fully_qualified(name: str) -> str:
    """A DNS name in small letters, with the dot of the root behind it and no plain asterisk."""
    return f"{name.rstrip('.').lower()}.".replace("*", "\\052")


def without_scheme(url: str) -> str:
    """An address without its scheme."""
    return url.removeprefix("https://")


def key_id(key: str) -> str:
    """A KMS key by its id."""
    return key.rpartition("/")[2]


def in_order(items: list[Any]) -> list[Any]:
    """A list of which AWS keeps no order, in some order."""
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def with_patch(version: str) -> str:
    """A version of a cache's engine, of which a program names the first two parts."""
    return f"{version}.1" if version.count(".") == _TRACK - 1 else version


def counted(text: str) -> str:
    """Where dead letters go: the count is a number. No text takes the policy away."""
    if not text:
        return text
    policy = json.loads(text)
    count = policy.get("maxReceiveCount")
    return text if count is None or isinstance(count, int) else json.dumps({**policy, "maxReceiveCount": int(count)})


def containers(definitions: Any) -> Any:  # noqa: ANN401 - a text, or what it says
    """Definitions of containers: with every default, and variables by their names."""
    if isinstance(definitions, str):
        return json.dumps(containers(json.loads(definitions)))
    return [_container(each) for each in definitions]


def policy(text: str) -> str:
    """A policy: accounts by their ARN, and lists of one as what is in them. No text takes the policy away."""
    if not text:
        return text
    document = json.loads(text)
    statements = document.get("Statement", [])
    listed = statements if isinstance(statements, list) else [statements]
    return json.dumps({**document, "Statement": [_statement(each) for each in listed]})


def _container(given: dict[str, Any]) -> dict[str, Any]:
    filled = {**_CONTAINER, "essential": True, **given}
    ports = [{"hostPort": port["containerPort"], "protocol": "tcp", **port} for port in filled["portMappings"]]
    return {
        **filled,
        "environment": sorted(filled["environment"], key=lambda each: each["name"]),
        "portMappings": ports,
    }


def _statement(given: dict[str, Any]) -> dict[str, Any]:
    return {
        key: {kind: _shortest([_principal(each) for each in _list(names)]) for kind, names in value.items()}
        if key == "Principal" and isinstance(value, dict)
        else _shortest(value)
        for key, value in given.items()
    }


def _principal(name: str) -> str:
    return f"arn:aws:iam::{name}:root" if _ACCOUNT.fullmatch(name) else name


def _shortest(value: Any) -> Any:  # noqa: ANN401 - as JSON has it
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - as JSON has it
    return value if isinstance(value, list) else [value]
