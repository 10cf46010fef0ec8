"""The sample company before its first day: people, goods, bins, customers, carriers; then its story."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from argon2 import PasswordHasher

from models.base import db, is_postgresql, reconnect
from models.people import User
from services import carriers, catalogue, people, places, price_tables, settings
from services.freight import Rate
from services.sample import data
from services.sample.story import Story
from services.unit import Call
from services.zones import read_zone

PASSWORD = "packdesk1"
DAYS = 183
# Fixed, so that the same day gives the same company: a sample has no secrets.
BADGE_KEY = "73616d706c65"

Report = Callable[[int, int], None]


def _quiet(done: int, total: int) -> None:
    """Nobody watches."""


def build(end: date, report: Report = _quiet, days: int = DAYS) -> None:
    """Fill the open, empty database with the sample company as it is in the afternoon of `end`, `days` after its first.

    `report(done, total)` is called for each day and may raise to stop. Everybody's password is PASSWORD, the PINs and
    badges are in resources/sample/people.csv. Refuses company_exists.
    """
    with _unhurried():
        _build(Story(end, days), days, report)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Leave it to the system when a new file reaches the disk: it can be made again."""
    if is_postgresql():
        yield
        return
    reconnect()
    db.execute_sql("PRAGMA synchronous = off")
    try:
        yield
    finally:
        db.execute_sql("PRAGMA synchronous = full")


def _build(story: Story, days: int, report: Report) -> None:
    story.clock.now = datetime.combine(story.first - timedelta(1), time(9)).astimezone()
    _company(story)
    _suppliers(story)
    _goods(story)
    _parties(story)
    _prices(story)
    _freight(story)
    story.desk.agree()
    for number in range(days):
        report(number, days)
        story.live(story.first + timedelta(number))
    story.leave()
    report(days, days)


@cache
def _hash(secret: str, login: str) -> str:
    """As people.hash_password does, but with a salt that follows from the login."""
    return PasswordHasher().hash(secret, salt=login.encode().ljust(16, b"."))


def _company(story: Story) -> None:
    setup = people.setup_actor("sample")
    first, *others = data.rows("people")
    hashed = _hash(PASSWORD, first["login"])
    call = Call(setup, story.request_id(), clock=story.clock)
    owner = people.create_company(call, data.COMPANY, "zh_CN", first["name"], first["login"], hashed).id
    story.meet(first["login"], User.get_by_id(owner))
    values = {"company.sample": True, "company.sample_day": story.end.isoformat(), "badge.key": BADGE_KEY,
              "company.address": data.ADDRESS, "company.phone": data.PHONE,
              "papers.rules": (), "approval.adjust_amount": 1000, "approval.refund_amount": 500,
              "baseline.hours": 96, "baseline.errors": 210, "baseline.short": 12}  # fmt: skip
    settings.change_settings(story.call("chen"), values)
    people.change_user(story.call("chen"), owner, first["name"], ("owner",), True, first["badge"])
    for row in others:
        login = row["login"]
        made = people.add_user(
            story.call("chen"), login, row["name"], (row["roles"],), _hash(PASSWORD, login), _hash(row["pin"], login),
            row["badge"],
        )  # fmt: skip
        story.meet(login, User.get_by_id(made.id))


def _bins(story: Story) -> None:
    """Two zones, walked one after the other."""
    zones: dict[str, int] = {}
    for walk, code in enumerate(data.BINS, 1):
        zone = code[0]
        if zone not in zones:
            made = places.add_bin(story.call("chen"), zone, walk * 10 - 5, "zone", f"{zone} 区")
            zones[zone] = made.id
        story.bins.append(places.add_bin(story.call("chen"), code, walk * 10, parent_id=zones[zone]).id)


def _goods(story: Story) -> None:
    _bins(story)
    for item in data.goods():
        codes = (catalogue.Code(item.ean, Decimal(1), item.unit), catalogue.Code(item.itf, Decimal(item.carton), "箱"))
        made = catalogue.add_product(
            story.call("chen"),
            catalogue.ProductData(
                item.sku, item.name, item.unit, item.spec, item.name_en, item.lot_tracked, item.shelf_days,
                Decimal(item.safety), 7, item.price, (item.cost * Decimal("1.05")).quantize(Decimal("0.01")), item.cost,
                item.weight_g, codes if item.carton > 1 else codes[:1], item.category, story.suppliers[item.category],
                *item.size,
            ),
        )  # fmt: skip
        story.goods[made.id] = item


def _suppliers(story: Story) -> None:
    for row in data.rows("suppliers"):
        made = catalogue.add_supplier(story.call("chen"), row["code"], row["name"], row["contact"], row["phone"])
        story.suppliers |= dict.fromkeys(row["categories"].split(), made.id)


def _parties(story: Story) -> None:
    for row in data.rows("carriers"):
        page = carriers.TRACK_PAGE.format(code=row["track"]) if row["track"] else ""
        made = catalogue.add_carrier(
            story.call("chen"), row["code"], row["name"], row["pattern"], row["phone"],
            row["services"].replace(";", "\n"), page, int(row["days"]) if row["days"] else None,
        )  # fmt: skip
        story.carriers.append((made.id, row))
    for row in data.rows("customers"):
        made = catalogue.add_customer(
            story.call("chen"),
            catalogue.CustomerData(
                row["code"], row["name"], row["contact"], row["phone"], row["address"], Decimal(row["credit_limit"]),
                int(row["payment_days"]), row["level"], row["policy"], row["billing"] or "dispatch",
            ),
        )  # fmt: skip
        story.customers[made.id] = row


def _freight(story: Story) -> None:
    """A price table of every carrier but the own van."""
    tables: dict[int, list[Rate]] = {}
    known = {row["code"]: carrier for carrier, row in story.carriers}
    for row in data.rows("freight"):
        rate = Rate(row["service"], read_zone(row["zone"], "") or (), int(row["first_g"]), Decimal(row["first"]),
                    int(row["step_g"]), Decimal(row["step"]))  # fmt: skip
        tables.setdefault(known[row["carrier"]], []).append(rate)
    for carrier, rates in tables.items():
        price_tables.save_table(story.call("chen"), carrier, story.first - timedelta(60), tuple(rates))


def _prices(story: Story) -> None:
    """Level prices for every fifth product, and a contract of the first two customers."""
    contract = list(story.customers)[:2]
    for number, (product, item) in enumerate(story.goods.items()):
        for level, share in (("VIP", "0.92"), ("批发", "0.95")):
            if number % 5 == 0:
                price = (item.price * Decimal(share)).quantize(Decimal("0.01"))
                catalogue.set_price(story.call("chen"), product, price, level=level)
        if number < 10:
            price = (item.price * Decimal("0.90")).quantize(Decimal("0.01"))
            catalogue.set_price(
                story.call("chen"), product, price, contract[number % 2],
                valid_from=story.first - timedelta(90), valid_to=story.first + timedelta(275),
            )  # fmt: skip
