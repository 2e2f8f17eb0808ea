"""Rule meta-unjudged."""

from collections import Counter
from collections.abc import Iterator

from framework.config import Settings
from framework.graph import STACK, Node, Stack
from framework.rule import Severity, StackRule, WhenUnknown, setting

_PACKAGES = ["aws", "awsx", "kubernetes", "eks", "pulumi", "random", "tls", "time", "docker", "docker-build"]
# Modules of the AWS package that keep data, and that no rule of this pack looks into.
_STORES = [
    "dax",
    "docdb",
    "elasticsearch",
    "fsx",
    "keyspaces",
    "lightsail",
    "memorydb",
    "mq",
    "msk",
    "neptune",
    "opensearch",
    "redshift",
    "redshiftserverless",
    "timestreaminfluxdb",
    "timestreamwrite",
]


def check(_: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Components are judged by what they hold, so only what goes through a provider counts."""
    packages, stores = settings.names("knownPackages"), settings.names("unjudgedStores")
    made = [each for each in stack.resources if each.provider is not None]
    strange = Counter(package for each in made if (package := each.resource_type.split(":")[0]) not in packages)
    for package, count in sorted(strange.items()):
        yield f"holds {count} of the package {package}, which no rule looks into"
    for each in made:
        package, module, _kind = (*each.resource_type.split(":"), "", "")[:3]
        if package == "aws" and module.split("/")[0] in stores:
            yield f"holds {each.name}, a data store that no rule looks into ({each.resource_type})"


RULE = StackRule(
    id="meta-unjudged",
    title="What no rule of this pack can judge is said out loud.",
    breaks="A stack that violates nothing looks safe, and holds something that nobody has looked at.",
    instead="look at it by hand, then add its package to knownPackages, or take its module out of unjudgedStores.",
    severity=Severity.LOW,
    references=("REL13-BP04",),
    mandatory=False,
    reads={STACK: ()},
    when_unknown=WhenUnknown.NEVER,
    settings={
        "knownPackages": setting("array", _PACKAGES, "Packages that need no look.", items={"type": "string"}),
        "unjudgedStores": setting(
            "array", _STORES, "Modules of the AWS package that keep data and are not judged.", items={"type": "string"}
        ),
    },
    check=check,
)
