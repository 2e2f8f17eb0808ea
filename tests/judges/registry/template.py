"""A resource as CloudFormation would declare it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cfnlint
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from sandbox.providers.aws.control_planes import GLOBAL_REGION
from tests.judges.declared import Declared
from tests.judges.registry.tables import TRANSLATIONS
from tests.judges.registry.translation import Properties
from tests.judges.registry.writer import Writer


@dataclass(frozen=True)
class Written:
    """`lost` are paths that CloudFormation has no word for, `met` those for which the table had to say one."""

    kind: str
    properties: Properties
    lost: tuple[str, ...]
    met: frozenset[str]


def region_of(one: Declared) -> str:
    """Whose schemas count: a region may lack a type."""
    return GLOBAL_REGION if one.kind.is_global else str(one.inputs.get("region") or one.region)


def written(one: Declared) -> Written:
    """The resource in CloudFormation's words."""
    table, region = TRANSLATIONS[one.resource.type], region_of(one)
    inputs = table.reshape(one.inputs, region)
    given = {key: value for key, value in inputs.items() if key not in {"region", "tags", "tagsAll"}}
    writer = Writer(table, schema_of(table.to, region))
    properties = {**table.beside, **writer.written(given)}
    if table.tags and inputs.get("tagsAll"):
        properties[table.tags] = writer.tags(inputs["tagsAll"])
    return Written(table.to, properties, tuple(writer.lost), frozenset(writer.met))


@cache
def schema_of(kind: str, region: str) -> Properties:
    """The schema of a type in a region. Raises where the region has no such type."""
    carry()
    schema: Properties = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, kind).schema
    return schema


@cache
def carry() -> None:
    """Judge by what the package carries, whatever newer schemas somebody's machine has fetched."""
    carried = Path(cfnlint.__file__).parent / "data" / "schemas"
    PROVIDER_SCHEMA_MANAGER._providers_dir = carried / "providers"
    PROVIDER_SCHEMA_MANAGER._resources_dir = carried / "resources"
    PROVIDER_SCHEMA_MANAGER.reset()
