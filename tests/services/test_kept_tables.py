"""What is saved for Excel comes in again with nothing changed, whatever the kind; and the empty tables to fill in."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.goods import Barcode, Price
from models.parties import Address
from resources.i18n import translator
from services import exporting, import_templates, kept_tables, lists, order_import, record_import
from services.errors import Cancelled, Refusal
from services.importing.reading import KINDS, read_file
from services.listing import Query
from tests.services.shop import Shop

D = Decimal
# What an import leaves behind when it changes nothing: the account of the file.
ACCOUNTS = {"import_batch", "import_row", "audit_entry", "change", "sequence", "import_profile", "request"}


@pytest.fixture
def full(shop: Shop, tmp_path: Path) -> Shop:
    """A company with something of each kind."""
    soap = shop.product("P-9", name="=Soap", price=D("9.5"), cost=D("5.25"), unit="pc", spec="100 g")
    shop.product("007", name="-Tea")
    Barcode.create(code="16901234567899", product=soap, unit="box", factor=12)
    Address.create(customer=1, receiver="Ann", phone="13800000001", text="1 Road, Hull", is_default=True)
    Price.create(product=soap, customer=1, price=D("8.75"), from_quantity=10)
    Price.create(product=soap, level="VIP", price=D("9.1234"), valid_from="2026-01-01")
    shop.stock(soap, 80)
    shop.stock(soap, "2.5", bin="A-01-2")
    shop.order((soap, 2), customer_ref="T-1")
    sent = shop.dispatched((soap, 3))
    shop.packed((soap, 1))
    files = {
        "waybills": f"订单号,快递公司,运单号,运费\n{sent.number},SF,SF1502339477120,12.5\n",
        "events": f"发货单号,时间,状态,网点\n{sent.number},2026-03-04 18:30,运输中,杭州\n",
        "freight": "快递公司,目的地,首重,续重(g),续重\nSF,浙江,5,500,1\nSF,其他,8,,\n",
        "payments": "客户,收款日期,收款金额,流水号,期初应收\nC1,2026-03-01,5,T1,\nC1,2026-03-01,,,7\n",
    }
    for kind, text in files.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        assert taken(shop, kind, path).rows.failed == 0
    return shop


def taken(shop: Shop, kind: str, path: Path) -> Any:
    """The file's import, by who may do everything."""
    run: Callable[..., Any] = order_import.run_import if kind == "orders" else record_import.run_import
    return run(shop.call("owner"), path, read_file(path, kind))


def kept(shop: Shop) -> dict[str, Any]:
    return {name: rows for name, rows in shop.dump().items() if name not in ACCOUNTS}


@pytest.mark.parametrize(
    ("kind", "language"), [(k, ("en", "zh_CN")[at % 2]) for at, k in enumerate(sorted(kept_tables.SOURCES))]
)
def test_what_was_saved_changes_nothing_when_it_comes_back(
    full: Shop, kind: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_tables, "language", lambda: language)
    before, path = kept(full), tmp_path / f"{kind}.xlsx"
    count = kept_tables.save_kept(kind, path, full.owner)
    outcome = taken(full, kind, path)
    assert count > 0
    assert (outcome.rows.total, outcome.rows.failed, outcome.problems) == (count, 0, outcome.problems)
    assert {problem.severity for problem in outcome.problems} <= {"warning"}
    assert kept(full) == before


@pytest.mark.parametrize(("kind", "language"), [
    ("products", "en"), ("customers", "zh_CN"), ("suppliers", "en"), ("orders", "zh_CN"),
])  # fmt: skip
def test_a_list_as_it_is_on_the_screen_changes_nothing_when_it_comes_back(
    full: Shop, kind: str, language: str, tmp_path: Path
) -> None:
    before, path = kept(full), tmp_path / f"{kind}.xlsx"
    count = exporting.export(getattr(lists, kind.upper()), Query(), path, translator(language))
    reading = read_file(path, kind)
    outcome: Any
    if kind == "orders":
        outcome = order_import.run_import(full.call("owner"), path, reading)
    else:
        outcome = record_import.run_import(full.call("owner"), path, reading, update=True)
    rows = outcome.rows
    assert 0 < count <= rows.total == rows.skipped  # a row of totals stays out too
    assert kept(full) == before


def test_codes_names_and_figures_are_saved_as_they_are(full: Shop, tmp_path: Path) -> None:
    path = tmp_path / "products.xlsx"
    kept_tables.save_kept("products", path, full.owner)
    sheet = openpyxl.load_workbook(path).active
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["007"][1] == "-Tea"
    assert rows["P-9"] == ("P-9", "=Soap", "100 g", "pc", "6900000000014", 9.5, 5.25)
    assert sheet["B3"].data_type == "s"  # a name that begins like a formula is none
    assert sheet.freeze_panes == "A2"


def test_costs_stay_with_those_who_may_see_them(full: Shop, tmp_path: Path) -> None:
    path = tmp_path / "products.xlsx"
    kept_tables.save_kept("products", path, full.packer)
    assert openpyxl.load_workbook(path).active.max_column == len(import_templates.COLUMNS["products"]) - 1
    with pytest.raises(Refusal, match="not_allowed"):
        kept_tables.save_kept("payments", path, full.packer)


def test_a_saving_that_is_stopped_leaves_the_old_file(
    full: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    monkeypatch.setattr(kept_tables, "TELL_EVERY", 1)
    (tmp_path / "p.xlsx").write_text("old")
    with pytest.raises(Cancelled):
        kept_tables.save_kept("products", tmp_path / "p.xlsx", full.owner, stop)
    assert [(path.name, path.read_text()) for path in tmp_path.glob("*p.xlsx")] == [("p.xlsx", "old")]


@pytest.mark.parametrize(("kind", "language"), [(k, ("zh_CN", "en")[at % 2]) for at, k in enumerate(KINDS)])
def test_the_example_of_an_empty_table_never_comes_in(
    shop: Shop, kind: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_templates, "language", lambda: language)
    path = tmp_path / "t.xlsx"
    words = (lambda text: f"示例：{text[9:]}" if text.startswith("Example") else text) if language != "en" else str
    import_templates.save_template(kind, path, words)
    with pytest.raises(Refusal, match="no_rows"):
        read_file(path, kind)


def test_an_empty_table_offers_what_is_there_already(shop: Shop, tmp_path: Path) -> None:
    shop.product("P-1", unit="pc")
    shop.product("P-2", unit="box")
    import_templates.save_template("products", tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in book.active.data_validations.dataValidation}
    assert rules["D3:D5000"] == ("list", "lists!$A$1:$A$2")
    assert rules["F3:F5000"][0] == "decimal"
    assert ([cell.value for cell in book["lists"]["A"]], book["lists"].sheet_state) == (["box", "pc"], "hidden")
