"""Settings the whole company shares, each declared once with its type, default and limits."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from models.base import db, is_postgresql, reconnect
from models.people import Setting
from models.statement import Statement
from printing.wording import Own
from services.errors import Refusal
from services.faults import translated
from services.print_rule import USUAL_RULES, PrintRule
from services.unit import Unit, encode, use_case
from services.watch.changed import Changed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Declared:
    """A setting: its key, its type, what holds when nobody set it, and the least and most of a number."""

    key: str
    kind: Any
    default: Any
    low: float | None = None
    high: float | None = None


DECLARED = {
    setting.key: setting
    for setting in (
        Declared("company.name", str, ""),
        Declared("company.address", str, ""),
        Declared("company.phone", str, ""),
        Declared("company.tax_number", str, ""),
        Declared("company.bank_account", str, ""),
        Declared("company.language", str, "zh_CN"),
        Declared("company.sample", bool, False),
        Declared("company.sample_day", str, ""),
        Declared("approval.allow_own", bool, False),
        Declared("approval.new_customer_days", int, 30, 0, 365),
        Declared("approval.large_amount", int, 0, 0, 999_999_999),
        Declared("approval.duplicate_days", int, 3, 0, 60),
        Declared("approval.by_rule", bool, False),
        # Above these a second person says yes first (services/second_person.py); 0 is no limit.
        Declared("approval.adjust_amount", int, 0, 0, 999_999_999),
        Declared("approval.write_off_amount", int, 0, 0, 999_999_999),
        Declared("approval.refund_amount", int, 0, 0, 999_999_999),
        Declared("approval.reprints", int, 0, 0, 99),
        # Kinds of incidents whose answer a second person looks over.
        Declared("approval.incidents", tuple[str, ...], ()),
        Declared("signoff.roles", tuple[str, ...], ("warehouse", "sales")),
        Declared("signoff.two_people", bool, True),
        Declared("import.as_drafts", bool, False),
        Declared("prices.last", bool, False), Declared("reports.people", bool, True),
        # By kind of document, the newest first; services/numbers.py.
        Declared("numbers.prefixes", dict[str, tuple[str, ...]], {}),
        Declared("shipping.layouts", dict[str, tuple[tuple[str, str], ...]], {}),
        Declared("stock.expired_to", str, ""),
        Declared("stock.near_expiry_days", int, 30, 0, 730),
        Declared("purchases.tolerance", int, 0, 0, 100), Declared("purchases.every_days", int, 0, 0, 60),
        Declared("badge.key", str, ""),
        Declared("packing.check", str, "confirm"),
        Declared("packing.check_two_people", bool, False),
        Declared("packing.lot_swap", str, "ask"),
        Declared("packing.unusual_quantity", int, 100, 0, 1_000_000),
        Declared("packing.open_carton", str, "ask"),
        Declared("packing.batch", int, 0, 0, 48),
        Declared("packing.weigh", bool, False),
        Declared("packing.weight_tolerance", int, 15, 1, 100),
        Declared("watch.rules", dict[str, Changed], {}),
        # When each rule that is not looked at all the time was looked at last.
        Declared("watch.looked", dict[str, datetime], {}),
        # By the id of a carrier whose price tables changed: deliveries before this one are still to be reckoned anew.
        Declared("freight.rest", dict[str, int], {}),
        Declared("papers.note_prices", bool, True),
        Declared("papers.customer_prices", dict[str, bool], {}),
        # How it was before the program: hours, wrong deliveries of 1,000, short lines of 100; 0 is not known.
        Declared("baseline.hours", int, 0, 0, 10_000),
        Declared("baseline.errors", int, 0, 0, 1000),
        Declared("baseline.short", int, 0, 0, 100),
        Declared("papers.clause", str, ""),
        # A day, or a first and a last one, a line; services/workdays.py.
        Declared("company.days_off", str, ""), Declared("company.days_worked", str, ""),
        Declared("papers.copies", tuple[str, ...], ()),
        Declared("papers.mask", bool, False),
        # By kind of paper and part, "note.spec"; printing/documents/parts.py names them all.
        Declared("papers.wording", dict[str, Own], {}),
        Declared("papers.rules", tuple[PrintRule, ...], USUAL_RULES),
        # Kind of label -> the template it is printed with; services/label_templates.py.
        Declared("labels.chosen", dict[str, str], {}),
    )
}

_STORED = Statement(lambda: Setting.select(Setting.key, Setting.value))
_read = threading.local()


def get(key: str) -> Any:
    """The value in force; one that was stored and does not fit is as good as none.

    Raises KeyError for a setting that is not declared.
    """
    declared, text = DECLARED[key], _stored().get(key)
    if text is None:
        return declared.default
    try:
        return msgspec.json.decode(text, type=declared.kind)
    except msgspec.ValidationError as error:
        log.warning("the setting %s is not in force: %s", key, error)
        return declared.default


def foresee() -> None:
    """Ask a server for the settings with what is read next: the rules of this transaction need them."""
    transaction = db.obj.top_transaction()
    if is_postgresql() and transaction is not None and getattr(_read, "by", None) is not transaction:
        asked = _STORED.ask()
        _read.by, _read.values = transaction, cache(lambda: dict(asked()))


def _stored() -> dict[str, str]:
    """The settings somebody set; a transaction reads them once, since rules ask again and again."""
    transaction = db.obj.top_transaction()
    if transaction is None:
        return dict(_STORED.rows())
    if getattr(_read, "by", None) is not transaction:
        found = dict(_STORED.rows())
        _read.by, _read.values = transaction, lambda: found
    values: dict[str, str] = _read.values()
    return values


def values() -> dict[str, Any]:
    """Every setting in force, for showing them; secrets are left out."""
    with translated():
        reconnect()
        return {key: get(key) for key in DECLARED if key != "badge.key"}


def put(key: str, value: Any) -> None:
    """Write a setting inside a use case. Refuses bad_setting."""
    declared = DECLARED[key]
    try:
        value = msgspec.convert(value, declared.kind, strict=False)
    except msgspec.ValidationError as error:
        raise Refusal("bad_setting", key=key, value=str(value)) from error
    below = declared.low is not None and value < declared.low
    above = declared.high is not None and value > declared.high
    if below or above:
        raise Refusal("bad_setting", key=key, value=str(value))
    text = encode(value).decode()
    Setting.insert(key=key, value=text).on_conflict(
        conflict_target=[Setting.key], update={Setting.value: text}
    ).execute()
    _read.by = None


@use_case("settings.change", right="settings.change")
def change_settings(u: Unit, values: dict[str, Any]) -> None:
    """Set several settings at once. What is confirmed without a sign-off that is asked for now goes back to packed;
    what is packed and lacks none that is still asked for is confirmed.

    `numbers.prefixes` gives the prefix of each kind of document, `papers.rules` what is printed by itself. Refuses
    unknown_setting, bad_setting, bad_prefix, prefix_taken, bad_print_rule.
    """
    if "numbers.prefixes" in values:
        from services.numbers import chosen  # it reads settings itself

        values = values | {"numbers.prefixes": chosen(values["numbers.prefixes"])}
    if "papers.rules" in values:
        from services.print_rules import checked  # it reads settings itself

        values = values | {"papers.rules": checked(msgspec.convert(values["papers.rules"], tuple[PrintRule, ...]))}
    for key, value in values.items():
        if key not in DECLARED:
            raise Refusal("unknown_setting", key=key)
        if key in ("company.days_off", "company.days_worked"):
            from services.workdays import checked as of_days  # it reads settings itself

            value = of_days(key, str(value))
        put(key, value)
    u.about("company", None, keys=sorted(values))
    u.topics.add("settings")
    if "signoff.roles" in values:
        from services.delivery_book import follow_signoffs  # it reads settings itself

        follow_signoffs(u)
