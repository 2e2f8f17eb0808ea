"""A price list as AWS lists it today: every entry that says how it is looked up, asked for; the others are left."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from operations.errors import OperationError
from operations.live.clients import AWS_ERRORS, reason
from operations.pricing.lookup import Listed, filters, listed
from operations.pricing.price_list import Entry, Lookup, PriceList

# From the API itself, where it stands.
ENDPOINTS = ("us-east-1", "eu-central-1", "ap-south-1")
# A price that moves further than this in either direction is rather another product.
_PLAUSIBLE = 2.0
_PAGE = 100
Say = Callable[[str], None]


class AwsPriceList(Protocol):
    """What is asked of the AWS Price List API."""

    def get_products(self, **asked: Any) -> Mapping[str, Any]:  # noqa: ANN401 - boto3's own signature
        """One page of products."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A price that AWS lists differently than the book has it; None where the book had none."""

    key: str
    region: str
    before: float | None
    after: float

    @property
    def says(self) -> str:
        """In a line."""
        if self.before is None:
            return f"{self.key} in {self.region}: {self.after:g}, new"
        share = f" ({(self.after / self.before - 1):+.0%})" if self.before else ""
        return f"{self.key} in {self.region}: {self.before:g} -> {self.after:g}{share}"


@dataclass(frozen=True, kw_only=True)
class Refresh:
    """What a refresh found. `book` holds only what was found without a problem; all else is as it was."""

    book: PriceList
    moved: tuple[Moved, ...] = ()
    confirmed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "moved": [
                {"entry": each.key, "region": each.region, "before": each.before, "after": each.after}
                for each in self.moved
            ],
            "confirmed": list(self.confirmed),
            "left": list(self.left),
            "problems": dict(self.problems),
        }


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What to look up: regions beside those of the book, entries to leave, and moves that a person has looked at."""

    regions: tuple[str, ...] = ()
    leave: frozenset[str] = frozenset()
    accept: frozenset[str] = frozenset()


def refreshed(book: PriceList, client: AwsPriceList, wishes: Wishes, *, today: date, say: Say) -> Refresh:
    """Look every entry up. Raises OperationError where AWS cannot be asked at all, or a wish names no entry."""
    unknown = sorted((wishes.leave | wishes.accept) - book.entries.keys())
    if unknown:
        msg = f"the price list has no {', '.join(unknown)}; `standby prices list` shows its entries"
        raise OperationError(msg)
    entries, moved, confirmed, problems = dict(book.entries), [], [], {}
    asked = {key: entry.lookup for key, entry in book.entries.items() if entry.lookup and key not in wishes.leave}
    for key, lookup in asked.items():
        say(f"asking for {key}")
        entry = book.entries[key]
        try:
            found = {
                region: _looked_up(client, key, entry, lookup, region, accept=key in wishes.accept)
                for region in dict.fromkeys((*entry.usd, *wishes.regions))
            }
        except OperationError as error:
            problems[key] = str(error)
            continue
        entries[key] = _renewed(entry, lookup, found, today)
        changed = [
            Moved(key=key, region=region, before=entry.usd.get(region), after=each.usd)
            for region, each in found.items()
            if entry.usd.get(region) != each.usd
        ]
        moved += changed
        confirmed += [] if changed else [key]
    return Refresh(
        book=book.model_copy(update={"entries": entries}),
        moved=tuple(moved),
        confirmed=tuple(confirmed),
        left=tuple(key for key in book.entries if key not in asked),
        problems=problems,
    )


def _looked_up(client: AwsPriceList, key: str, entry: Entry, lookup: Lookup, region: str, *, accept: bool) -> Listed:
    found = listed(list(_pages(client, lookup, region)), entry, lookup, region)
    before = entry.usd.get(region)
    if before and not accept and not 1 / _PLAUSIBLE <= found.usd / before <= _PLAUSIBLE:
        msg = (
            f"AWS lists {found.usd:g} in {region} where the book has {before:g}: rather another product or unit than a "
            f"new price. Look at it, then --accept {key}"
        )
        raise OperationError(msg)
    return found


def _pages(client: AwsPriceList, lookup: Lookup, region: str) -> Iterable[str]:
    asked: dict[str, Any] = {
        "ServiceCode": lookup.service,
        "Filters": filters(lookup, region),
        "FormatVersion": "aws_v1",
        "MaxResults": _PAGE,
    }
    while True:
        try:
            page = client.get_products(**asked)
        except AWS_ERRORS as error:
            msg = (
                f"the price list could not be asked: {reason(error)}; it needs credentials with pricing:GetProducts, "
                f"and stands in {', '.join(ENDPOINTS)} (--at)"
            )
            raise UnansweredError(msg) from error
        if "PriceList" not in page:
            msg = "the price list could not be asked: what answers is not AWS; look at AWS_ENDPOINT_URL"
            raise UnansweredError(msg)
        yield from page["PriceList"]
        if not page.get("NextToken"):
            return
        asked["NextToken"] = page["NextToken"]


class UnansweredError(Exception):
    """AWS cannot be asked: that is about no single entry."""


def _renewed(entry: Entry, lookup: Lookup, found: Mapping[str, Listed], today: date) -> Entry:
    versions = ", ".join(sorted({each.version for each in found.values()}))
    return entry.model_copy(
        update={
            "usd": {region: each.usd for region, each in found.items()},
            "as_of": today.isoformat(),
            "source": f"AWS Price List API, {lookup.service}, published {versions}",
            "confidence": dict.fromkeys(found, "primary"),
        }
    )
