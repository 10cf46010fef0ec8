"""Every use case: refused without its right, one audit entry, a repeat changes nothing, a sentence for each no."""

import ast
import importlib
import pkgutil
import string
from dataclasses import replace
from pathlib import Path

import pytest

import services
from models.base import is_postgresql
from models.people import AuditEntry, Change, Setting
from resources import i18n
from services import people
from services.errors import NeedsConfirmation, Refusal
from services.transitions import TABLES, states
from services.unit import REGISTRY, Actor, Call, UseCase
from tests.contract.examples import EXAMPLES
from tests.services.shop import Shop
from ui.texts import SENTENCES, STATES, text_for

for module in pkgutil.walk_packages(services.__path__, "services."):
    importlib.import_module(module.name)

NAMES = sorted(REGISTRY)
ROOT = Path(__file__).parents[2]


def called(shop: Shop, name: str) -> tuple[UseCase, Call, dict]:
    """The use case, a call by the person of its example, and the example's arguments."""
    role, arguments = EXAMPLES[name](shop)
    if role:
        call = shop.call(role)
    else:
        Setting.delete().execute()  # a database without a company
        call = Call(people.setup_actor(), clock=shop.clock)
    return REGISTRY[name], call, arguments


def answered(case: UseCase, call: Call, arguments: dict) -> tuple[object, Call]:
    """The answer, with every question it asks said yes to."""
    for _question in range(5):
        try:
            return case(call, **arguments), call
        except NeedsConfirmation as question:
            call = replace(call, confirmed=call.confirmed | {question.code})
    raise AssertionError(f"{case.name} asks for ever")


def test_the_walk_finds_the_use_cases_and_each_has_an_example() -> None:
    assert len(NAMES) >= 40
    assert set(EXAMPLES) >= set(NAMES), "use cases without an example call"
    assert set(EXAMPLES) <= set(NAMES), "examples of use cases that are gone"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "company.create"])
def test_only_who_may_does_it_with_one_audit_entry_and_a_repeat_changes_nothing(name: str, shop: Shop) -> None:
    case, call, arguments = called(shop, name)
    refused_without_its_right(shop, case, call, arguments)
    entries = AuditEntry.select().count()
    first, call = answered(case, call, arguments)
    assert AuditEntry.select().count() == entries + 1
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.use_case, entry.request_id, entry.user_id) == (name, call.request_id, call.actor.user_id)
    assert entry.subject_kind, "an audit entry names what it is about"
    before = written(shop)
    assert case(call, **arguments) == first
    assert written(shop) == before


def written(shop: Shop) -> object:
    """Every row of every table. A server answers for each of them, so there it is what every use case leaves."""
    if not is_postgresql():
        return shop.dump()
    return [list(table.select(table.id).tuples()) for table in (AuditEntry, Change)]


def refused_without_its_right(shop: Shop, case: UseCase, call: Call, arguments: dict) -> None:
    """Whoever claims the right and does not have it in the database is refused, and nothing is written."""
    nobody = people.add_user(shop.call("owner"), "nobody", "Nobody", (), "x").id
    before = written(shop)
    with pytest.raises(Refusal) as no:
        case(replace(call, actor=Actor(nobody, "Nobody", frozenset(case.right))), **arguments)
    assert no.value.code == "not_allowed"
    assert written(shop) == before


def test_a_second_company_is_refused_to_everybody(shop: Shop) -> None:
    before = shop.dump()
    arguments = EXAMPLES["company.create"](shop)[1]
    with pytest.raises(Refusal, match="user_required"):
        REGISTRY["company.create"](Call(people.setup_actor()), **arguments)
    with pytest.raises(Refusal, match="company_exists"):
        REGISTRY["company.create"](shop.call("owner"), **arguments)
    assert shop.dump() == before


def test_the_same_request_with_other_content_is_refused(shop: Shop) -> None:
    case, call, arguments = called(shop, "people.add")
    case(call, **arguments)
    before = shop.dump()
    with pytest.raises(Refusal, match="request_reused"):
        case(call, **{**arguments, "login": "other"})
    assert shop.dump() == before


def test_a_right_taken_away_counts_at_once(shop: Shop) -> None:
    clerk = shop.clerk
    people.change_user(shop.call("owner"), clerk.user_id, "Clerk", ("packer",), True)
    with pytest.raises(Refusal, match="not_allowed"):
        REGISTRY["order.create"](shop.call(clerk), draft=shop.draft((shop.product(), 1)))


def refusal_codes() -> dict[str, set[str]]:
    """Each code raised in services/ -> the names of its data, where they stand as keywords."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "services").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if is_call and node.func.id in ("Refusal", "NeedsConfirmation", "Unavailable") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    given = {k.arg for k in node.keywords if k.arg}
                    if not any(k.arg is None for k in node.keywords):
                        found.setdefault(first.value, given).intersection_update(given)
                    else:
                        found.setdefault(first.value, given)
    return found


def fault_codes() -> set[str]:
    from services import faults

    return {code for _start, code in (*faults.SQLITE, *faults.STATES)}


CODES = refusal_codes()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("code", sorted(set(CODES) | fault_codes()))
def test_every_refusal_has_a_sentence(code: str, language: str) -> None:
    assert code in SENTENCES, f"no sentence for {code}"
    i18n.set_language(language)
    try:
        names = {name for _text, name, _spec, _conversion in string.Formatter().parse(SENTENCES[code]) if name}
        text = text_for(Refusal(code, **dict.fromkeys(names, "x")))
    finally:
        i18n.set_language("en")
    assert text
    assert language == "en" or any("\u4e00" <= char <= "\u9fff" for char in text)
    if code in CODES:
        assert names <= CODES[code] or code in FILLED_ELSEWHERE, names - CODES[code]


# Codes whose data comes from a mapping (findings), which the walk does not see.
FILLED_ELSEWHERE = {"over_limit", "overdue", "below_price"}


@pytest.mark.parametrize("document", sorted(TABLES))
def test_every_state_has_a_word(document: str) -> None:
    assert states(document) <= set(STATES[document])
