"""Property values as engine and providers hold them: plain JSON, with Pulumi's marks for what JSON cannot say.

A secret is an object with a signature key; an unknown is a fixed string. Both are Pulumi's own wire format,
so values pass between program, providers and state without a second model.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import struct_pb2

Value = Any
Properties = dict[str, Value]

SIGNATURE_KEY = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - Pulumi's mark for a secret, not one
OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
REFERENCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e"
_FILE_SIGNATURES = frozenset(
    {
        "c44067f5952c0a294b673a41bacd8c17",  # asset
        "0def7320c3a5731c473e5ecbe6d01bc7",  # archive
    }
)
MASKED_SECRET, MASKED_UNKNOWN = "[secret]", "[unknown]"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

_ALL_UNKNOWNS = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)


def from_struct(struct: struct_pb2.Struct) -> Properties:
    """Read a protobuf struct. Whole numbers become ints, as JSON writes them."""
    return {key: _from_wire(value) for key, value in struct.fields.items()}


def _from_wire(value: struct_pb2.Value) -> Value:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value in _ALL_UNKNOWNS else value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "struct_value":
            return from_struct(value.struct_value)
        case "list_value":
            return [_from_wire(item) for item in value.list_value.values]
        case _:
            return None


def to_struct(properties: Mapping[str, Value]) -> struct_pb2.Struct:
    """Write properties as a protobuf struct. Raises TypeError for what JSON cannot hold.

    Protobuf's own `ParseDict` does the same in twice the time, and every value of a run comes through here.
    """
    struct = struct_pb2.Struct()
    fields = struct.fields
    for key, value in properties.items():
        _to_wire(fields[key], value)
    return struct


def _to_wire(wire: struct_pb2.Value, value: Value) -> None:
    match value:
        case str():
            wire.string_value = value
        case bool():
            wire.bool_value = value
        case int() | float():
            wire.number_value = value
        case None:
            wire.null_value = struct_pb2.NULL_VALUE
        case Mapping():
            wire.struct_value.SetInParent()
            fields = wire.struct_value.fields
            for key, item in value.items():
                _to_wire(fields[key], item)
        case list() | tuple():
            wire.list_value.SetInParent()
            add = wire.list_value.values.add
            for item in value:
                _to_wire(add(), item)
        case _:
            msg = f"a property cannot hold a {type(value).__name__}"
            raise TypeError(msg)


def _has_signature(value: Value, signature: str) -> bool:
    return isinstance(value, dict) and value.get(SIGNATURE_KEY) == signature


def is_secret(value: Value) -> bool:
    """Whether the value itself is a secret."""
    return _has_signature(value, SECRET_SIGNATURE)


def secret(value: Value) -> Value:
    """Mark a value as secret; a secret stays one secret."""
    return value if is_secret(value) else {SIGNATURE_KEY: SECRET_SIGNATURE, "value": value}


def reveal(value: Value) -> Value:
    """The value with every secret mark taken off. For providers and comparisons, never for display."""
    if is_secret(value):
        return reveal(value["value"])
    if isinstance(value, dict):
        return {key: reveal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [reveal(item) for item in value]
    return value


def mask(value: Value) -> Value:
    """The value as people may see it: `[secret]` and `[unknown]` in place of what is not theirs to read."""
    if is_secret(value):
        return MASKED_SECRET
    if value == UNKNOWN:
        return MASKED_UNKNOWN
    if _has_signature(value, REFERENCE_SIGNATURE):
        return mask(refer(value))
    if isinstance(value, dict):
        return {key: mask(item) for key, item in value.items()}
    if isinstance(value, list):
        return [mask(item) for item in value]
    return value


def holds_unknown(value: Value) -> bool:
    """Whether anything in the value is not known yet."""
    if isinstance(value, dict):
        return any(holds_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(holds_unknown(item) for item in value)
    return bool(value == UNKNOWN)


def holds_file(value: Value) -> bool:
    """Whether anything in the value is an asset or an archive."""
    if isinstance(value, dict):
        return value.get(SIGNATURE_KEY) in _FILE_SIGNATURES or any(holds_file(item) for item in value.values())
    return isinstance(value, list) and any(holds_file(item) for item in value)


def refer(value: Value) -> Value:
    """The value with every resource reference turned into the resource's id, or a component's URN.

    That is what a provider gets that does not know of references.
    """
    if _has_signature(value, REFERENCE_SIGNATURE):
        return value["id"] if "id" in value else value["urn"]
    if isinstance(value, dict):
        return {key: refer(item) for key, item in value.items()}
    if isinstance(value, list):
        return [refer(item) for item in value]
    return value


def holds_secret(value: Value) -> bool:
    """Whether anything in the value is secret."""
    if is_secret(value):
        return True
    if isinstance(value, dict):
        return any(holds_secret(item) for item in value.values())
    return isinstance(value, list) and any(holds_secret(item) for item in value)


def unwrap_outputs(value: Value) -> Value:
    """Turn output values (value, secretness and dependencies in one) into plain, secret or unknown values."""
    if isinstance(value, dict):
        if _has_signature(value, OUTPUT_SIGNATURE):
            inner = unwrap_outputs(value["value"]) if "value" in value else UNKNOWN
            return secret(inner) if value.get("secret") else inner
        return {key: unwrap_outputs(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unwrap_outputs(item) for item in value]
    return value


def remark_secrets(properties: Properties, like: Mapping[str, Value], also: Iterable[str]) -> Properties:
    """Mark as secret each property that is secret in `like`, or named in `also`.

    A provider may hand a secret input back as a plain output; the state must not hold it in plain.
    """
    names = {key for key, value in like.items() if holds_secret(value)} | set(also)
    return {
        key: secret(value) if key in names and value is not None and not holds_secret(value) else value
        for key, value in properties.items()
    }
