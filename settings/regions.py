"""Region names, and the sets in which DynamoDB keeps a table strongly consistent.

Offline on purpose: whether an account has a region enabled is for AWS to say, at `up`.
"""

from typing import Annotated

from settings.text import text_like

# The program writes ARNs of AWS's ordinary partition, which regions of governments and of China are not in.
_REGION = r"(?!cn-|us-gov-|us-iso)[a-z]{2}(-[a-z]+)+-\d"
RegionName = Annotated[str, text_like("us-east-1", _REGION)]
ZoneName = Annotated[str, text_like("us-east-1a", rf"{_REGION}[a-z]")]

# A strongly consistent global table lives in exactly three regions of one set; with two
# replicas the third is a witness. Source: DynamoDB developer guide, multi-Region strong consistency.
STRONG_CONSISTENCY_SETS: tuple[frozenset[str], ...] = (
    frozenset({"us-east-1", "us-east-2", "us-west-2"}),
    frozenset({"eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"}),
    frozenset({"ap-northeast-1", "ap-northeast-2", "ap-northeast-3"}),
)


def witness_candidates(first: str, second: str) -> frozenset[str]:
    """Name the regions that can be the witness for a table replicated between `first` and `second`."""
    for region_set in STRONG_CONSISTENCY_SETS:
        if {first, second} <= region_set:
            return region_set - {first, second}
    return frozenset()
