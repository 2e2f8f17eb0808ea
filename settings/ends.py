"""When what a stack runs on comes to its end. Pure: the day is given, and the table is `ends_table`'s.

A version that the table does not know is not taken for supported.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from settings.ends_table import Product, Row, table
from settings.kubernetes import UpgradePolicy
from settings.stack import StackSettings
from settings.text import version_of
from settings.versions import StatedVersion

# How long before an end it is said: two quarters, in which any of these upgrades can be planned and rehearsed.
NOTICE = timedelta(days=180)
_KUBERNETES = "kubernetes"


class Standing(StrEnum):
    """What the table says of a version on a day."""

    SUPPORTED = "supported"
    # Its maker has published no end.
    OPEN = "open"
    ENDING = "ending"
    # Past its end, and supported for more money, as the stack asks.
    EXTENDED = "extended"
    ENDED = "ended"
    UNKNOWN = "unknown"
    # Not made for the version of Kubernetes that it runs on, as far as its maker has tried.
    UNTESTED = "untested"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One version of a stack on a day. `end` is that of its standard support, where the table has one."""

    stated: StatedVersion
    standing: Standing
    end: date | None
    accepted: bool
    text: str

    @property
    def key(self) -> str:
        """Where the version stands in the stack file, below `standby`."""
        return self.stated.key

    @property
    def refused(self) -> bool:
        """Whether it has ended and nobody has said that it may run."""
        return self.standing is Standing.ENDED and not self.accepted

    @property
    def warns(self) -> bool:
        """Whether somebody has to do something, and may still run it today."""
        return not self.refused and self.standing not in {Standing.SUPPORTED, Standing.OPEN}


def ends(on: date, settings: StackSettings) -> tuple[Finding, ...]:
    """What the table says of every version that the stack runs on, those without a worry too."""
    return tuple(_found(stated, on, settings) for stated in _running(settings))


def standing_of(product: str, version: str, on: date, *, pays: bool = False) -> Standing:
    """What the table says of one version; `pays` where it goes on for more money. Raises KeyError for a product."""
    return _judged(table().products[product], version, on, pays=pays).standing


@dataclass(frozen=True)
class _Judgement:
    standing: Standing
    end: date | None
    extended: date | None
    row: Row | None


def _judged(product: Product, version: str, on: date, *, pays: bool) -> _Judgement:
    finest, *_ = keys = product.keys(version)
    rows = [product.versions[key] for key in keys if key in product.versions]
    end = min((row.standard for row in rows if row.standard), default=None)
    extended = max((row.extended for row in rows if row.extended), default=None)
    standing = _standing(on, end, extended if pays else None)
    if finest in product.versions or standing is Standing.ENDED:
        return _Judgement(standing, end, extended, product.versions.get(finest))
    return _Judgement(Standing.UNKNOWN, None, None, None)


def _standing(on: date, end: date | None, paid_until: date | None) -> Standing:
    """AWS supports a version through the day that it names as the end."""
    if end is None:
        return Standing.OPEN
    if on > end:
        return Standing.EXTENDED if paid_until and on <= paid_until else Standing.ENDED
    return Standing.ENDING if end - on <= NOTICE else Standing.SUPPORTED


def _running(settings: StackSettings) -> Iterator[StatedVersion]:
    for stated in settings.versions:
        if not stated.used:
            continue
        yield stated
        row = table().products[stated.product].versions.get(stated.version)
        for product, version in (row.runs_on if row else {}).items():
            yield StatedVersion(stated.key, product, version, below=stated.version)


def _found(stated: StatedVersion, on: date, settings: StackSettings) -> Finding:
    product, cluster = table().products[stated.product], settings.kubernetes
    pays = bool(cluster and cluster.upgrade_policy is UpgradePolicy.EXTENDED) and stated.product == _KUBERNETES
    judged = _judged(product, stated.version, on, pays=pays)
    standing = judged.standing
    if standing in {Standing.SUPPORTED, Standing.OPEN} and cluster and not _is_made_for(judged.row, cluster.version):
        standing = Standing.UNTESTED
    accepted = stated.name in settings.support.accept_ended
    text = _words(product, stated, standing, on, judged)
    if standing is Standing.ENDED and not accepted:
        text += f", or name {stated.name} in standby:support:accept_ended"
    return Finding(stated=stated, standing=standing, end=judged.end, accepted=accepted, text=text)


def _is_made_for(row: Row | None, cluster: str) -> bool:
    if row is None or not row.kubernetes:
        return True
    first, last = row.kubernetes
    return version_of(first) <= version_of(cluster) <= version_of(last)


def _words(product: Product, stated: StatedVersion, standing: Standing, on: date, judged: _Judgement) -> str:
    what = f"{product.title} {stated.version}" + (f", which {stated.below} runs on," if stated.below else "")
    end, row = judged.end, judged.row
    then = f"; {product.then}" if product.then else ""
    todo = f"{then}{_advice(product, stated, on)}"
    made_for = " to ".join(row.kubernetes) if row else ""
    says = {
        Standing.SUPPORTED: f"is supported until {end}",
        Standing.OPEN: "has no end that its maker has published",
        Standing.ENDING: f"is supported until {end}, for {(end - on).days if end else 0} more days{todo}",
        Standing.EXTENDED: f"was supported until {end}, and for more money is until {judged.extended}{todo}",
        Standing.ENDED: f"was supported until {end}{todo}",
        Standing.UNTESTED: f"is made for Kubernetes {made_for}{_advice(product, stated, on)}",
        Standing.UNKNOWN: (
            f"is not in the table of ends, which is of {table().looked_up}; look its end up, and add it to "
            "settings/ends.json with the source"
        ),
    }
    return f"{what} {says[standing]}"


def _advice(product: Product, stated: StatedVersion, on: date) -> str:
    better = "" if stated.below else product.lasting(stated.version, on + NOTICE)
    return f"; write {better}" if better else ""
