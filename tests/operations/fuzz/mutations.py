"""Documents that are no longer what they were: by their structure, by their text, by their bytes. Seeded."""

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import yaml

# Stands in a document for what a serializer would not write; replaced in the text.
_MARK = "@fuzz@"
_DEEP = 20_000
_ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    3.5,
    10**30,
    1e308,
    float("nan"),
    float("inf"),
    "",
    " ",
    "x",
    "0",
    "-1",
    "us-mars-1",
    "\x00",
    "\ud800",
    "two\nlines",
    "[red]",
    "[/]",
    "é" * 200,
    "a" * 20_000,
    "2026-13-45",
    [],
    [[]],
    {},
    {"": None},
    [None],
    ["x", 1],
    {"x": 1},
    {"secure": "v1:x:y"},
    {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x:y"},
)
_TEXTS = (
    "[" * _DEEP + "]" * _DEEP,
    '{"a":' * _DEEP + "1" + "}" * _DEEP,
    "9" * 5000,
    "1e999",
    "NaN",
    "2026-13-45",
    "&a [*a]",
    "*nobody",
    "!!python/object/apply:os.getcwd []",
    "!!binary '?'",
    "!unknown x",
    "{a: 1, a: 2}",
    "? [a, b]\n: c",
    "<<: 5",
    "0o17",
    "12:30:45",
    "@",
    "`",
    "%YAML 9.9",
    "'unclosed",
    "\t- tab",
    (
        "a: &x [1, 1, 1, 1, 1, 1, 1, 1, 1]\nb: &y [*x, *x, *x, *x, *x, *x, *x]\nc: &z [*y, *y, *y, *y, *y, *y, *y]\n"
        "d: &w [*z, *z, *z, *z, *z, *z]\ne: &v [*w, *w, *w, *w, *w]\nf: [*v, *v, *v]"
    ),
)
_WHOLE = (
    b"",
    b" \n\n",
    b"null",
    b"[]",
    b"{}",
    b"0",
    b'"text"',
    b"true",
    b"- a\n- b\n",
    b"a: b\n",
    b"<html><body>502</body></html>",
    b"\x00\x01\x02\xff\xfe" * 20,
    b"\xff" * 64,
    *(text.encode() for text in _TEXTS),
)


def spoilt(draw: Random, content: bytes) -> bytes:
    """A file's content, changed in one to three ways. A document stays one more often than not."""
    way = draw.random()
    if way < 0.15:
        return draw.choice(_WHOLE)
    if way < 0.35:
        return _by_bytes(draw, content)
    document = _read(content)
    if document is None:
        return _by_bytes(draw, content)
    try:
        for _ in range(draw.randint(1, 3)):
            document = _changed(draw, document)
        return _written(draw, document, is_json=content.lstrip()[:1] in {b"{", b"["})
    except (RecursionError, TypeError, ValueError, yaml.YAMLError):
        # It was spoilt before, into something that is not written once more.
        return _by_bytes(draw, content)


def _read(content: bytes) -> Any:  # noqa: ANN401 - JSON or YAML
    try:
        return json.loads(content)
    except RecursionError:
        return None
    except ValueError:
        pass
    try:
        return yaml.safe_load(content)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _changed(draw: Random, document: Any) -> Any:  # noqa: ANN401 - a document
    changed = copy.deepcopy(document)
    places = list(_places(changed))
    if not places:
        return draw.choice(_ODD)
    holder, key = draw.choice(places)
    draw.choice(_WAYS)(draw, holder, key)
    return changed


def _places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - a document
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield value, key
        yield from _places(item)


def _drop(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401, ARG001 - a way's signature
    del holder[key]


def _retype(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401
    holder[key] = copy.deepcopy(draw.choice(_ODD))


def _as_text(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401, ARG001
    holder[key] = str(holder[key])


def _empty(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401, ARG001
    holder[key] = {} if isinstance(holder[key], dict) else [] if isinstance(holder[key], list) else ""


def _wrap(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401
    holder[key] = [holder[key]] if draw.random() < 0.5 else {"x": holder[key]}


def _double(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401
    if isinstance(holder, list):
        holder.insert(draw.randint(0, len(holder)), copy.deepcopy(holder[key]))
    else:
        holder[f"{_MARK}key:{key}"] = holder[key]


def _rename(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401
    if isinstance(holder, dict):
        holder[draw.choice(("", "x", f"{key}s", str(key).upper(), "\ud800", "a.b", "__proto__"))] = holder.pop(key)
    else:
        holder.reverse()


def _add(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401, ARG001
    odd = copy.deepcopy(draw.choice(_ODD))
    if isinstance(holder, list):
        holder.append(odd)
    else:
        holder[draw.choice(("x", "region", "name", "urn", "type", "0"))] = odd


def _raw(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401
    holder[key] = f"{_MARK}{draw.randrange(len(_TEXTS))}"


def _negate(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401
    value = holder[key]
    number = isinstance(value, int | float)
    holder[key] = draw.choice((-1, 0, 10**12, 0.001)) * value if number else draw.choice(_ODD)


_WAYS: tuple[Callable[[Random, Any, Any], None], ...] = (
    _drop,
    _drop,
    _retype,
    _retype,
    _retype,
    _as_text,
    _empty,
    _wrap,
    _double,
    _rename,
    _add,
    _raw,
    _negate,
)


def _written(draw: Random, document: Any, *, is_json: bool) -> bytes:  # noqa: ANN401 - a document
    if is_json or draw.random() < 0.3:
        text = json.dumps(document, indent=draw.choice((None, 1)), default=str)
    else:
        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    for number, raw in enumerate(_TEXTS):
        for quoted in (f'"{_MARK}{number}"', f"'{_MARK}{number}'"):
            text = text.replace(quoted, raw)
    # A key that is there twice.
    text = text.replace(f"{_MARK}key:", "")
    return text.encode(errors="surrogatepass")


def _by_bytes(draw: Random, content: bytes) -> bytes:
    place = draw.randint(0, len(content))
    text = content.decode(errors="replace")
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: content[:place],
        lambda: content[:place] + bytes([draw.randrange(256)]) + content[place:],
        lambda: content[:place] + b"\x00" + content[place:],
        lambda: content[:place] + content[place + draw.randint(1, 20) :],
        lambda: content + content,
        lambda: text.encode("utf-16"),
        lambda: text.encode("utf-16-be"),
        lambda: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda: text.encode("utf-8-sig"),
        lambda: text.encode("utf-32"),
        lambda: content.replace(b"\n", b"\r\n"),
        lambda: content.replace(b"  ", b"\t"),
        lambda: content + b"\n# caf\xe9\n",
        lambda: content + b"\n" + draw.choice(_TEXTS).encode() + b"\n",
    )
    return draw.choice(ways)()
