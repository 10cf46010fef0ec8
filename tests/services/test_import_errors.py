"""The rows in error as a workbook: in the file's language, and only they come in when it is dropped again."""

from pathlib import Path

import openpyxl
import pytest

from models.orders import SalesOrder
from services import import_errors, order_import
from services.import_summary import figures, printed, summary
from services.importing.kept import fingerprint
from services.importing.preview import Reading
from services.importing.reading import read_sheets, understand
from services.importing.sheets import Sheet
from tests.services.shop import Shop

HEADS = {
    "zh": ("订单编号", "客户", "下单日期", "商家编码", "数量", "单价"),
    "en": ("Order No", "Customer", "Order Date", "SKU", "Quantity", "Unit Price"),
}
ROWS = (
    ("2603050000000000001", "Corner Shop", "2026-03-01", "P-1", 3, 8),
    ("2603050000000000002", "Corner Shop", "2026-03-01", "P-1", "三", 8),
    ("2603050000000000002", "Corner Shop", "2026-03-01", "00P", 2, 1.5),
    ("2603050000000000003", "Corner Shop", "2026-03-01", "P-1", 1, 8),
)


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def read(path: Path) -> tuple[Sheet, Reading]:
    (sheet,) = read_sheets(path)
    return sheet, understand([sheet], "orders", file=path.name)


def take(shop: Shop, path: Path) -> tuple[Sheet, Reading, order_import.Outcome]:
    sheet, reading = read(path)
    return sheet, reading, order_import.run_import(shop.call("clerk"), path, reading)


@pytest.mark.parametrize(("language", "heading", "words"), [
    ("zh", "哪里有错", ("数量: 这个数量不是数字。", "同一订单的其他行不能导入。")),
    ("en", "What is wrong", ("Quantity: This quantity is not a number.", "Another row of this order can't come in.")),
])  # fmt: skip
def test_only_the_rows_in_error_with_what_is_wrong_in_the_files_language(
    shop: Shop, tmp_path: Path, language: str, heading: str, words: tuple[str, str]
) -> None:
    shop.product("P-1")
    shop.product("00P")
    sheet, reading, done = take(shop, book(tmp_path / "a.xlsx", ("三月订单",), HEADS[language], *ROWS))
    assert (done.rows.imported, done.rows.failed) == (2, 2)
    wrong = import_errors.rows_in_error(reading, done.problems, [row for row, *_why in done.prepared.head.failed])
    path = tmp_path / "errors.xlsx"
    assert import_errors.save_errors([sheet], reading, wrong, path) == 2
    made = [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active]
    assert made[0] == [*HEADS[language], heading]
    assert [row[-1] for row in made[1:]] == list(words)
    assert [row[:-1] for row in made[1:]] == [list(ROWS[1]), list(ROWS[2])]


def test_put_right_and_dropped_again_they_come_in_and_nothing_twice(shop: Shop, tmp_path: Path) -> None:
    shop.product("P-1")
    shop.product("00P")
    sheet, reading, done = take(shop, book(tmp_path / "a.xlsx", HEADS["zh"], *ROWS))
    wrong = import_errors.rows_in_error(reading, done.problems, reading.failed_rows)
    path = tmp_path / "errors.xlsx"
    import_errors.save_errors([sheet], reading, wrong, path)
    made = openpyxl.load_workbook(path)
    made.active["E2"] = 3
    made.save(path)
    again = read(path)[1]
    assert fingerprint(again.headings) == reading.fingerprint, "files like this one are known by their header"
    assert take(shop, path)[2].rows.imported == 2
    assert SalesOrder.select().count() == 3
    assert {order.lines for order in SalesOrder.select()} == {1, 2}


def test_the_summary_counts_every_row_and_says_why_some_stayed_out(shop: Shop, tmp_path: Path) -> None:
    shop.product("P-1")
    done = take(shop, book(tmp_path / "a.xlsx", HEADS["zh"], *ROWS, (), ("合计", None, None, None, 9, None)))[2]
    found = summary(done.imported.batch_id)
    assert sum(count for _term, count in figures(found)) == found.total
    assert {(outcome, why): n for outcome, why, n in found.reasons} == {
        ("failed", "This quantity is not a number."): 1, ("failed", "Another row of this order can't come in."): 1,
        ("skipped", "Empty row"): 1, ("skipped", "Total"): 1,
    }  # fmt: skip
    paper = printed(found, str, "Carl", shop.clock())
    assert [row[0] for row in paper.rows] == ["3", "4", "7"]
    assert paper.told[0] == "Came in 2"


def test_rows_of_several_sheets_keep_to_their_own(shop: Shop, tmp_path: Path) -> None:
    """Row 3 is in error on the second sheet only, and said so there."""
    shop.product("P-1")
    shop.product("00P")
    path = tmp_path / "months.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "1月"
    good = ("XS-1", *ROWS[0][1:])
    for row in (HEADS["zh"], good, ("XS-2", *good[1:])):
        made.active.append(row)
    second = made.create_sheet("2月")
    for row in (HEADS["zh"], ("XS-3", *good[1:]), ("XS-4", *good[1:4], "many", *good[5:])):
        second.append(row)
    made.save(path)
    sheets = read_sheets(path)
    reading = understand(sheets, "orders", file=path.name, answers={"sheet": "all"})
    done = order_import.run_import(shop.call("clerk"), path, reading)
    assert (done.rows.imported, done.rows.failed, done.rows.total) == (3, 1, 4)
    (problem,) = [each for each in done.problems if each.severity == "error"]
    assert (reading.sheet_of(problem.row), problem.to_json()["row"], problem.cell) == ("2月", 3, "E3")
    wrong = import_errors.rows_in_error(reading, done.problems, [row for row, *_why in done.prepared.head.failed])
    import_errors.save_errors(sheets, reading, wrong, tmp_path / "errors.xlsx")
    book = openpyxl.load_workbook(tmp_path / "errors.xlsx")
    assert book.sheetnames == ["2月"]
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == ["XS-4"]
