"""Region names, and the sets in which DynamoDB keeps a table strongly consistent.

Offline on purpose: whether an account has a region enabled is for AWS to say, at `up`.
"""

from typing import Annotated

from settings.text import text_like

# The program writes ARNs of AWS's ordinary partition, which regions of governments and of China are not in.
_REGION = r"(?!cn-|us-gov-|us-iso)[a-z]{2}(-[a-z]+)+-\d"
RegionName = Annotated[str, text_like("us-east-1", _REGION)]
# A zone by its name, or by its id, which is one zone in every account. Local and wavelength zones have other forms.
ZoneName = Annotated[str, text_like("us-east-1a or use1-az1", rf"{_REGION}[a-z]|[a-z]{{2,4}}[a-z]{{1,2}}\d-az\d+")]
_DIRECTIONS = ("north", "south", "east", "west")

# A strongly consistent global table lives in exactly three regions of one set; with two
# replicas the third is a witness. Source: DynamoDB developer guide, multi-Region strong consistency.
STRONG_CONSISTENCY_SETS: tuple[frozenset[str], ...] = (
    frozenset({"us-east-1", "us-east-2", "us-west-2"}),
    frozenset({"eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"}),
    frozenset({"ap-northeast-1", "ap-northeast-2", "ap-northeast-3"}),
)


def id_prefix(region: str) -> str:
    """What the ids of a region's zones begin with: us-east-1 gives use1, ap-southeast-2 gives apse2."""
    area, *directions, number = region.split("-")
    letters = "".join(part[0] for word in directions for part in _split(word))
    return f"{area}{letters}{number}"


def _split(word: str) -> list[str]:
    """`southeast` is two directions, and `central` is one."""
    first = next((each for each in _DIRECTIONS if word.startswith(each)), word)
    return [part for part in (first, word.removeprefix(first)) if part]


def witness_candidates(first: str, second: str) -> frozenset[str]:
    """Name the regions that can be the witness for a table replicated between `first` and `second`."""
    for region_set in STRONG_CONSISTENCY_SETS:
        if {first, second} <= region_set:
            return region_set - {first, second}
    return frozenset()
