"""`standby prices`: the book from the AWS Price List API, whole or not at all.

Answers are written here in the API's own shape. That the lookups of the bundled book find what they mean, only AWS
shows: whatever is not exactly one price, or moves further than a price does, is refused.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, NoCredentialsError
from botocore.stub import Stubber
from typer.testing import CliRunner

from operations.cli import prices as command
from operations.cli.app import app
from operations.errors import OperationError
from operations.pricing.lookup import filters, usage_types
from operations.pricing.names import NAMES
from operations.pricing.price_list import BUNDLED, Entry, Lookup, PriceList, read_price_list, write_price_list
from operations.pricing.refresh import Refresh, UnansweredError, Wishes, refreshed

EAST, WEST = "us-east-1", "us-west-2"
TODAY = date(2026, 11, 27)
NAT = Lookup(service="AmazonEC2", usage_types=("NatGateway-Hours",), attributes={"productFamily": "NAT Gateway"})
STORAGE = Lookup(service="AmazonDynamoDB", usage_types=("TimedStorage-ByteHrs",), tier=25)
ZONE = Lookup(service="AmazonRoute53", usage_types=("HostedZone",), everywhere=True)


def entry(usd: float, lookup: Lookup | None) -> Entry:
    prices = {EAST: usd, WEST: usd}
    seen = dict.fromkeys(prices, "secondary")
    return Entry(unit="hour", usd=prices, as_of="2026-01", source="a page", confidence=seen, lookup=lookup)


def book(**entries: Entry) -> PriceList:
    return PriceList(currency="USD", hours_per_month=730, entries=entries or {"nat": entry(0.045, NAT)})


def product(usage: str, *usd: str | tuple[str, str], region: str = EAST, sku: str = "SKU", **more: Any) -> str:  # noqa: ANN401
    """One product as the API writes it: a text of JSON; `usd` are prices, or tiers as (begin, price)."""
    tiers = [("0", each) if isinstance(each, str) else each for each in usd]
    dimensions = {
        f"{sku}.T.{place}": {"unit": "Hrs", "beginRange": begin, "endRange": "Inf", "pricePerUnit": {"USD": price}}
        for place, (begin, price) in enumerate(tiers)
    }
    return json.dumps(
        {
            "product": {
                "sku": sku,
                "productFamily": more.pop("family", "NAT Gateway"),
                "attributes": {"usagetype": usage, "regionCode": region, **more},
            },
            "terms": {"OnDemand": {f"{sku}.T": {"priceDimensions": dimensions}}, "Reserved": {}},
            "version": "20261120000000",
            "publicationDate": "2026-11-20T00:00:00Z",
        }
    )


EASTERN = product("NatGateway-Hours", "0.0500000000")
WESTERN = product("USW2-NatGateway-Hours", "0.0450000000", region=WEST)


class AwsPriceList:
    """Answers every question with the same products, as a filter that filters nothing would."""

    def __init__(self, *products: str, error: Exception | None = None) -> None:
        self.products, self.error, self.asked = products, error, 0

    def get_products(self, **_: Any) -> Mapping[str, Any]:  # noqa: ANN401
        self.asked += 1
        if self.error:
            raise self.error
        return {"PriceList": list(self.products)}


def renewed(prices: PriceList, *products: str, wishes: Wishes | None = None) -> Refresh:
    return refreshed(prices, AwsPriceList(*products), wishes or Wishes(), today=TODAY, say=lambda _: None)


def test_a_price_that_moved_is_taken_with_its_date_and_source() -> None:
    found = renewed(book(), EASTERN, WESTERN)
    assert [each.says for each in found.moved] == ["nat in us-east-1: 0.045 -> 0.05 (+11%)"]
    after = found.book.entries["nat"]
    assert after.usd == {EAST: 0.05, WEST: 0.045}
    assert after.as_of == "2026-11-27"
    assert after.source == "AWS Price List API, AmazonEC2, published 2026-11-20T00:00:00Z"
    assert set(after.confidence.values()) == {"primary"}


def test_a_price_that_did_not_move_is_confirmed() -> None:
    found = renewed(book(), product("NatGateway-Hours", "0.045"), WESTERN)
    assert (found.moved, found.confirmed) == ((), ("nat",))


def test_an_entry_without_a_lookup_is_left_and_named() -> None:
    prices = book(nat=entry(0.045, NAT), by_hand=entry(7, None))
    found = renewed(prices, EASTERN, WESTERN)
    assert found.left == ("by_hand",)
    assert found.book.entries["by_hand"] == prices.entries["by_hand"]


def test_a_question_asks_for_the_region_and_for_each_way_to_write_the_usage_type() -> None:
    assert filters(NAT, WEST) == [
        {"Type": "TERM_MATCH", "Field": "productFamily", "Value": "NAT Gateway"},
        {"Type": "TERM_MATCH", "Field": "regionCode", "Value": WEST},
        {
            "Type": "ANY_OF",
            "Field": "usagetype",
            "Value": "NatGateway-Hours,USW2-NatGateway-Hours,us-west-2-NatGateway-Hours",
        },
    ]
    assert filters(ZONE, WEST) == [{"Type": "ANY_OF", "Field": "usagetype", "Value": "HostedZone"}]
    assert "EU-NatGateway-Hours" in usage_types(NAT, "eu-west-1")


def test_every_page_is_read_through_the_real_client() -> None:
    """The product is on the second page of each region; the stub refuses any other question."""
    client = boto3.client("pricing", region_name=EAST, aws_access_key_id="x", aws_secret_access_key="y")  # noqa: S106
    with Stubber(client) as stub:
        for region, found in ((EAST, EASTERN), (WEST, WESTERN)):
            asked = {
                "ServiceCode": "AmazonEC2",
                "Filters": filters(NAT, region),
                "FormatVersion": "aws_v1",
                "MaxResults": 100,
            }
            other = product("USE1-SomethingElse", "9")
            stub.add_response("get_products", {"PriceList": [other], "NextToken": "next"}, asked)
            stub.add_response("get_products", {"PriceList": [found]}, {**asked, "NextToken": "next"})
        found_now = refreshed(book(), client, Wishes(), today=TODAY, say=lambda _: None)
        stub.assert_no_pending_responses()
    assert found_now.book.entries["nat"].usd == {EAST: 0.05, WEST: 0.045}


def test_a_tiered_price_is_that_of_the_tier_that_is_meant() -> None:
    tiers = (("0", "0.0000000000"), ("25", "0.2600000000"))
    found = renewed(
        book(storage=entry(0.25, STORAGE)),
        product("TimedStorage-ByteHrs", *tiers),
        product("USW2-TimedStorage-ByteHrs", *tiers, region=WEST),
    )
    assert found.problems == {}
    assert found.book.entries["storage"].usd == {EAST: 0.26, WEST: 0.26}


def test_a_price_for_one_request_is_that_of_a_million() -> None:
    lookup = Lookup(service="AWSQueueService", usage_types=("Requests-Tier1", "Requests-RBP"), per=1e6)
    found = renewed(
        book(queue=entry(0.4, lookup)),
        product("Requests-RBP", "0.0000004000"),
        product("USW2-Requests-Tier1", "0.0000005000", region=WEST),
    )
    assert found.book.entries["queue"].usd == {EAST: 0.4, WEST: 0.5}


def test_a_price_that_is_the_same_everywhere_is_asked_for_without_a_region() -> None:
    found = renewed(book(zone=entry(0.5, ZONE)), product("HostedZone", ("0", "0.5"), ("25", "0.1"), region="global"))
    assert found.confirmed == ("zone",)


@pytest.mark.parametrize(
    ("products", "said"),
    [
        ((WESTERN,), "AWS lists nothing like it: AmazonEC2 NatGateway-Hours"),
        ((EASTERN, product("USE1-NatGateway-Hours", "0.05", sku="OTHER"), WESTERN), r"2 products match .*SKU, OTHER"),
        ((product("NatGateway-Hours", "0.0"), WESTERN), "AWS lists it at 0"),
        ((product("NatGateway-Hours", ("10", "0.05")), WESTERN), "0 prices of a tier that begins at 0; .* begin at 10"),
        ((product("NatGateway-Hours", "0.05", "0.06"), WESTERN), "2 prices of a tier that begins at 0"),
        ((EASTERN.replace('"USD"', '"CNY"'), WESTERN), "its price is in CNY, not in USD"),
        ((product("NatGateway-Hours", "0.5"), WESTERN), "AWS lists 0.5 in us-east-1 where the book has 0.045"),
    ],
    ids=["missing", "ambiguous", "zero", "no tier", "two terms", "currency", "implausible"],
)
def test_what_is_not_one_plausible_price_is_a_problem_and_the_entry_stays(products: tuple[str, ...], said: str) -> None:
    before = book()
    found = renewed(before, *products)
    assert found.problems.keys() == {"nat"}
    assert re.search(said, found.problems["nat"]), found.problems["nat"]
    assert found.book == before


def test_a_large_move_that_somebody_looked_at_is_taken() -> None:
    found = renewed(book(), product("NatGateway-Hours", "0.5"), WESTERN, wishes=Wishes(accept=frozenset({"nat"})))
    assert found.book.entries["nat"].usd[EAST] == 0.5


def test_a_region_that_the_book_does_not_have_can_be_added() -> None:
    paris = product("EUW3-NatGateway-Hours", "0.05", region="eu-west-3")
    found = renewed(book(), EASTERN, WESTERN, paris, wishes=Wishes(regions=("eu-west-3",)))
    assert found.book.price("nat", "eu-west-3") == 0.05
    assert "nat in eu-west-3: 0.05, new" in [each.says for each in found.moved]


def test_a_wish_that_names_no_entry_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(OperationError, match="no nta"):
        renewed(book(), EASTERN, WESTERN, wishes=Wishes(leave=frozenset({"nta"})))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NoCredentialsError(), "Unable to locate credentials"),
        (ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetProducts"), "AWS said AccessDeniedException"),
    ],
    ids=["no credentials", "no permission"],
)
def test_an_api_that_cannot_be_asked_ends_it_with_what_is_needed(error: Exception, said: str) -> None:
    client = AwsPriceList(error=error)
    with pytest.raises(UnansweredError, match=f"{said}.*pricing:GetProducts"):
        refreshed(book(), client, Wishes(), today=TODAY, say=lambda _: None)
    assert client.asked == 1, "the next entry would fail in the same way"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "prices.json"
    write_price_list(book(nat=entry(0.045, NAT), by_hand=entry(7, None)), path)
    return path


def run(monkeypatch: pytest.MonkeyPatch, client: AwsPriceList, *words: str) -> Any:  # noqa: ANN401 - click's result
    monkeypatch.setattr(command, "price_list", lambda _: client)
    return CliRunner().invoke(app, ["prices", *words])


def test_the_difference_is_shown_and_written_only_on_an_explicit_word(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_text()
    shown = run(monkeypatch, AwsPriceList(EASTERN, WESTERN), "refresh", "--book", str(file))
    assert shown.exit_code == 0, shown.output
    assert "nat in us-east-1: 0.045 -> 0.05 (+11%)" in shown.stdout
    assert "1 entries were left: by_hand" in shown.stdout
    assert "nothing was written; --write does it" in shown.stderr
    assert file.read_text() == before
    written = run(monkeypatch, AwsPriceList(EASTERN, WESTERN), "refresh", "--book", str(file), "--write")
    assert written.exit_code == 0, written.output
    assert read_price_list(file).price("nat", EAST) == 0.05


def test_a_new_book_can_go_beside_the_old_one(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, beside = file.read_text(), tmp_path / "new.json"
    words = ("refresh", "--book", str(file), "--to", str(beside), "--write", "--json")
    told = run(monkeypatch, AwsPriceList(EASTERN, WESTERN), *words)
    assert json.loads(told.stdout)["written"] == str(beside)
    assert (file.read_text(), read_price_list(beside).price("nat", EAST)) == (before, 0.05)


@pytest.mark.parametrize(
    "client",
    [AwsPriceList(WESTERN), AwsPriceList(error=NoCredentialsError())],
    ids=["an entry has a problem", "no credentials"],
)
def test_an_error_leaves_the_book_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch, client: AwsPriceList) -> None:
    before = file.read_bytes()
    told = run(monkeypatch, client, "refresh", "--book", str(file), "--write")
    assert told.exit_code == 1
    assert "the book is as it was" in told.stderr
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name], "nothing half-written stays beside it"


def test_an_entry_with_a_problem_can_be_left_by_name(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run(monkeypatch, AwsPriceList(), "refresh", "--book", str(file), "--leave", "nat", "--write")
    assert told.exit_code == 0, told.output
    assert "2 entries were left" in told.stdout


def test_a_place_where_the_api_does_not_stand_is_refused(file: Path) -> None:
    told = CliRunner().invoke(app, ["prices", "refresh", "--book", str(file), "--at", "us-west-2"])
    assert told.exit_code == 1
    assert "does not stand in us-west-2" in told.stderr


def test_the_list_says_date_region_and_source_of_every_price() -> None:
    told = CliRunner().invoke(app, ["prices", "list", "--json"])
    listed = json.loads(told.stdout)["entries"]
    assert listed.keys() == read_price_list().entries.keys()
    assert all(each["as_of"] and each["source"] and each["usd"] for each in listed.values())
    lines = CliRunner().invoke(app, ["prices", "list"]).stdout.splitlines()
    (nat,) = (line for line in lines if line.startswith("vpc.nat_gateway_hour"))
    assert "0.045 us-east-1, 0.045 us-west-2 per hour per NAT gateway; 2026-10, looked up; " in nat
    (ran,) = (line for line in lines if line.startswith("cloudwatch.synthetics_run"))
    assert "?" in ran, "a price that nobody has seen is marked"


def test_what_is_written_is_read_back_the_same(tmp_path: Path) -> None:
    write_price_list(read_price_list(), tmp_path / "copy.json")
    assert read_price_list(tmp_path / "copy.json") == read_price_list()
    assert (tmp_path / "copy.json").read_text() == BUNDLED.read_text(), "a refresh changes only what it renews"


def test_most_of_the_bill_can_be_looked_up() -> None:
    """By number of prices that the program uses; the others are of services whose usage types nobody has seen."""
    by_hand = sorted(key for key in NAMES if read_price_list().entries[key].lookup is None)
    assert len(by_hand) <= 10, by_hand
