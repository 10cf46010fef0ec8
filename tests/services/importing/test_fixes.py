"""What a person puts right in a file is read as if it had stood there; the file's own sheets stay as they are."""

from decimal import Decimal as D

from services.importing.fixes import NONE, Fixes, corrected
from services.importing.preview import Reading
from services.importing.reading import understand
from services.importing.sheets import Sheet, from_rows

HEAD = ("订单号", "客户", "商品编码", "数量", "单位", "单价")
ROWS = (
    ("A-1", "甲", "P-1", "二十", "盒", 1.5),
    ("A-1", "甲", "P-2", 2.0, "盒", 1.0),
    ("A-2", "甲", "P-1", 3.0, "盒", 1.0),
    ("A-3", "甲", "P-1", 4.0, "箱", 1.0),
)


def sheet(*rows: tuple[object, ...]) -> Sheet:
    return from_rows("Sheet1", [HEAD, *(rows or ROWS)])


def read(fixes: Fixes = NONE, *rows: tuple[object, ...]) -> Reading:
    return understand([sheet(*rows)], "orders", fixes=fixes)


def test_an_error_blocks_its_order_until_the_cell_is_put_right() -> None:
    assert {document.number for document in read().documents} == {"A-2", "A-3"}
    assert read().failed_rows == (2, 3)
    fixed = read(NONE.with_cell("Sheet1", 2, 3, "20"))
    assert [line.quantity for line in fixed.documents[0].lines] == [D(20), D(2)]
    assert (fixed.rows.imported, fixed.rows.failed, fixed.rows.total) == (4, 0, 4)


def test_a_value_is_put_right_everywhere_in_its_column_and_nowhere_else() -> None:
    made = read(NONE.with_cell("Sheet1", 2, 3, "20").with_alike("Sheet1", 4, "盒", "箱"))
    assert {line.unit for document in made.documents for line in document.lines} == {"箱"}
    other = read(NONE.with_alike("Sheet1", 3, "盒", "箱"))
    assert other.documents == read().documents


def test_one_cell_put_right_stays_when_those_alike_are_changed() -> None:
    fixes = NONE.with_cell("Sheet1", 4, 4, "瓶").with_alike("Sheet1", 4, "盒", "箱")
    units = {line.row: line.unit for document in read(fixes).documents for line in document.lines}
    assert units == {4: "瓶", 5: "箱"}


def test_figures_are_alike_by_what_the_cell_shows() -> None:
    made = read(NONE.with_alike("Sheet1", 3, "3", "30"))
    assert made.documents[0].lines[0].quantity == D(30)


def test_a_row_left_out_is_skipped_with_its_reason_and_lets_its_order_in() -> None:
    made = read(NONE.without([("Sheet1", 2)], "entered by hand"))
    assert [document.number for document in made.documents] == ["A-1", "A-2", "A-3"]
    assert (2, "left_out") in made.skipped_rows
    assert made.reasons == ((2, "entered by hand"),)
    rows = made.rows
    assert rows.imported + rows.merged + rows.skipped + rows.failed == rows.total == 4
    again = read(NONE.without([("Sheet1", 2)], "x").with_rows([("Sheet1", 2)]))
    assert again.documents == read().documents


def test_all_rows_may_stay_out() -> None:
    made = read(NONE.without([("Sheet1", row) for row in range(2, 6)], "not ours"))
    assert (made.documents, made.rows.skipped) == ((), 4)


def test_a_doubt_called_right_is_none_any_more_but_an_error_stays_one() -> None:
    row = ("A-1", "甲", "P-1", 2.0, "盒", 1.0)
    twice = (row, row, ("A-2", "甲", "P-1", "x", "盒", 1.0))
    doubt = next(p for p in read(NONE, *twice).problems if p.code == "identical_row")
    fixes = NONE.called_right([("Sheet1", doubt.row, doubt.code), ("Sheet1", 4, "quantity_not_number")])
    assert {problem.code for problem in read(fixes, *twice).problems} == {"quantity_not_number"}


def test_the_sheets_of_the_file_stay_as_they_are() -> None:
    own = sheet()
    corrected([own], NONE.with_cell("Sheet1", 2, 3, "20").with_alike("Sheet1", 4, "盒", "箱"))
    assert (own.columns[3][1], own.columns[4][2]) == ("二十", "盒")
