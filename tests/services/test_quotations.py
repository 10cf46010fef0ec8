"""Quotations: numbered when issued, printed, listed, and made an order in one step."""

from datetime import timedelta
from decimal import Decimal as D

import pypdfium2
import pytest

from models.goods import Product
from models.orders import SalesOrder
from services import orders, quotations
from services.errors import NeedsConfirmation, Refusal
from services.listing import Query
from services.lists import ORDERS
from services.order_book import Saved, load
from services.order_views import order_panel
from services.timeline import story
from tests.services.shop import Shop


def draft(shop: Shop, **changes: object) -> Saved:
    return orders.create_order(shop.call("clerk"), shop.draft((shop.product(), D(3)), **changes))


def issued(shop: Shop, days: int = 10, **changes: object) -> quotations.Quoted:
    made = draft(shop, **changes)
    until = shop.clock.today + timedelta(days)
    return quotations.issue_quotation(shop.call("clerk"), made.id, made.version, until)


def listed(value: str) -> list[str]:
    page = ORDERS.page(Query(filters=(("quotation", value),)))
    return [row[0] for row in page.rows]


def test_a_draft_gets_a_number_of_its_own_when_it_is_issued_and_keeps_it(shop: Shop) -> None:
    first, second = issued(shop), issued(shop)
    assert (first.number, second.number) == ("QU-20260305-0001", "QU-20260305-0002")
    later = shop.clock.today + timedelta(30)
    again = quotations.issue_quotation(shop.call("clerk"), first.id, first.version, later)
    assert again.number == first.number
    order = load(first.id)
    assert (order.state, order.number, order.valid_until) == ("draft", None, later)
    entry = story("order", first.id).entries[0]
    assert (entry.code, entry.figures["quote"]) == ("order.quote", first.number)
    assert entry.changes[0].new == later.isoformat()


def test_changing_the_draft_keeps_number_and_day(shop: Shop) -> None:
    quoted = issued(shop)
    orders.save_draft(shop.call("clerk"), quoted.id, quoted.version, shop.draft((shop.product(), D(5))))
    order = load(quoted.id)
    assert (order.quote_number, order.valid_until) == (quoted.number, shop.clock.today + timedelta(10))


@pytest.mark.parametrize(("days", "changes", "code"), [
    (-1, {}, "bad_validity"), (731, {}, "bad_validity"), (3, {"customer_id": None}, "no_customer"),
    (3, {"lines": ()}, "no_lines"), (3, {"lines": (orders.DraftLine(None, D(1), D(1), text="?"),)}, "unmatched_line"),
    (3, {"lines": (orders.DraftLine(1, D(1)),)}, "missing_price"),
])  # fmt: skip
def test_what_can_not_be_offered_is_refused(shop: Shop, days: int, changes: dict[str, object], code: str) -> None:
    shop.product()
    with pytest.raises(Refusal, match=code):
        issued(shop, days, **changes)
    assert SalesOrder.get().quote_number is None


def test_what_is_an_order_already_is_not_quoted(shop: Shop) -> None:
    order = shop.order((shop.product(), 1))
    with pytest.raises(Refusal, match="wrong_state"):
        quotations.issue_quotation(shop.call("clerk"), order.id, order.version, shop.clock.today)


def test_it_becomes_an_order_in_one_step(shop: Shop) -> None:
    quoted = issued(shop, 0)
    done = orders.submit_order(shop.call("clerk"), quoted.id, quoted.version)
    assert (done.state, done.number) == ("submitted", "SO-20260305-0001")
    assert load(quoted.id).quote_number == quoted.number


def test_after_its_last_day_it_is_asked_about_first(shop: Shop) -> None:
    quoted = issued(shop, 2)
    shop.clock.advance(days=3)
    with pytest.raises(NeedsConfirmation) as asked:
        orders.submit_order(shop.call("clerk"), quoted.id, quoted.version)
    assert asked.value.data == {"number": quoted.number, "valid_until": shop.clock.today - timedelta(1)}
    assert load(quoted.id).state == "draft"
    assert orders.submit_order(shop.call("clerk", "quote_expired"), quoted.id, quoted.version).state == "submitted"


def test_the_list_has_them_by_number_and_tells_the_expired_ones(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from services import listing, lists

    old, new = issued(shop, 1), issued(shop, 9)
    draft(shop)
    shop.clock.advance(days=4)
    for module in (lists, listing):
        monkeypatch.setattr(module, "today", lambda: shop.clock.today)
    assert listed("all") == [new.number, old.number]
    assert listed("open") == [new.number]
    assert listed("expired") == [old.number]
    state = [column.name for column in ORDERS.columns].index("state")
    found = ORDERS.page(Query()).rows
    assert [row[state] for row in found] == ["draft", "quote", "quote_expired"]
    assert [row[0] for row in ORDERS.page(Query(search=old.number.lower())).rows] == [old.number]
    panel = order_panel(old.id, shop.clock.today)
    assert panel is not None
    assert (panel.quote_number, panel.valid_until) == (old.number, load(old.id).valid_until)
    assert "quote" in panel.steps


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_paper_says_what_is_offered(shop: Shop) -> None:
    quoted = issued(shop, note="By truck", customer_ref="RFQ-7")
    Product.update(name_en="Bearing").execute()
    english = text_of(quotations.render(quoted.id))
    for part in ("QUOTATION", quoted.number, "2026-03-15", "Corner Shop", "Bearing", "¥30.00", "RFQ-7", "By truck"):
        assert part in english
    chinese = text_of(quotations.render(quoted.id, "zh_CN"))
    assert "报价单" in chinese
    assert "人民币叁拾元整" in chinese.replace(" ", "")
    with pytest.raises(Refusal, match="not_quoted"):
        quotations.render(draft(shop).id)
