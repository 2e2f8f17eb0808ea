"""What an account calls the zones of a region, and what is left out of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.cloud.iam.account import DEFAULT_ACCOUNT
from sandbox.cloud.request import Scope

# EKS user guide, network requirements.
WITHOUT_EKS = frozenset({"use1-az3", "usw1-az2", "cac1-az3"})
# ECS developer guide, supported Regions for Fargate.
_WITHOUT_FARGATE = frozenset({"usw1-az2", "apne1-az3"})
_LETTERS = "abc"
_OF_WORDS = {
    "central": "c", "east": "e", "north": "n", "northeast": "ne", "northwest": "nw",
    "south": "s", "southeast": "se", "southwest": "sw", "west": "w",
}  # fmt: skip


@dataclass
class Zones:
    """Each account has its own names. One that nobody set has three, and none that EKS or Fargate leave out."""

    _set: dict[Scope, Mapping[str, str]] = field(default_factory=dict)
    # (region, service) -> ids of the zones in which its endpoints cannot stand
    _without: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def ids(self, scope: Scope) -> Mapping[str, str]:
        """Name -> id."""
        return self._set.get(scope) or _usual(scope.region)

    def with_endpoints(self, scope: Scope, service: str) -> list[str]:
        """The names of the zones in which endpoints of a service can stand. The service is named in full."""
        left_out = self._without.get((scope.region, service.removeprefix(f"com.amazonaws.{scope.region}.")), ())
        return [name for name, zone_id in self.ids(scope).items() if zone_id not in left_out]

    def set_names(self, document: Mapping[str, object]) -> dict[str, object]:
        """Give the zones of a region other names in an account; null gives back the usual ones."""
        scope = Scope(str(document.get("account", DEFAULT_ACCOUNT)), str(document["region"]))
        zones = document["zones"]
        if zones is None:
            self._set.pop(scope, None)
        elif isinstance(zones, Mapping) and zones:
            self._set[scope] = {str(name): str(zone_id) for name, zone_id in sorted(zones.items())}
        else:
            msg = f"zones is name -> id, such as {dict(self.ids(scope))}, not {zones!r}"
            raise TypeError(msg)
        return self.names()

    def names(self) -> dict[str, object]:
        """Those that were set."""
        return {
            "zones": [
                {"account": scope.account, "region": scope.region, "zones": dict(zones)}
                for scope, zones in sorted(self._set.items(), key=lambda each: (each[0].account, each[0].region))
            ]
        }

    def set_without(self, document: Mapping[str, object]) -> dict[str, object]:
        """Take endpoints of a service out of zones, by id; an empty list puts them back."""
        without = document["without"]
        if not isinstance(without, list):
            msg = f"without is a list of ids of zones, not {without!r}"
            raise TypeError(msg)
        self._without[str(document["region"]), str(document["service"])] = frozenset(map(str, without))
        return self.without()

    def without(self) -> dict[str, object]:
        """The zones that services are left out of."""
        return {
            "endpoint-services": [
                {"region": region, "service": service, "without": sorted(zones)}
                for (region, service), zones in sorted(self._without.items())
                if zones
            ]
        }


def _usual(region: str) -> Mapping[str, str]:
    area, *words, number = region.split("-")
    prefix = f"{area}{''.join(_OF_WORDS.get(word, word[0]) for word in words)}{number}"
    every = (f"{prefix}-az{count}" for count in range(1, 9))
    whole = (zone_id for zone_id in every if zone_id not in WITHOUT_EKS | _WITHOUT_FARGATE)
    return dict(zip((f"{region}{letter}" for letter in _LETTERS), whole, strict=False))
