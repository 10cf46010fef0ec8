"""Pictures of a file that needs a person: questions, columns, a cell put right, what stayed out, watched folders."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from desktop.demo.office import button
from desktop.demo.player import Player
from resources.i18n import language
from services.sample import data
from ui.importing.watched import Folder, keep_watched, watched

# File, headings, a quantity that is no number, a remark. No table of names knows the heading of the quantities.
WORDS: dict[str, tuple[str, ...]] = {
    "zh_CN": ("客户来单.csv", "订单号", "客户名称", "商品编码", "来多少", "单价", "备注", "两打", "送货前电话联系"),
    "en": ("from-customers.csv", "Order no.", "Customer", "SKU", "Need", "Price", "Remark", "dozen",
           "Call before delivery"),
}  # fmt: skip
# Two warehouses' quantities and days that may be months: nobody can know, so the program asks.
ASKED: dict[str, tuple[str, ...]] = {
    "zh_CN": ("两仓来单.csv", "订单号", "日期", "客户名称", "商品编码", "华东仓数量", "华南仓数量", "单价"),
    "en": ("two-warehouses.csv", "Order no.", "Date", "Customer", "SKU", "East qty", "South qty", "Price"),
}
FOLDERS = ("D:\\Orders\\Shop", "D:\\Orders\\Mail", "\\\\NAS\\orders")


def order_table(folder: Path) -> Path:
    """A customer's file for the sample company; three of its quantities need a person."""
    name, *head, dozen, remark = WORDS[language()]
    buyers = [row["name"] for row in data.rows("customers")]
    goods = [row for row in data.rows("products") if not row["lot"]]
    said = {3: dozen, 6: dozen, 9: "?"}
    lines = [
        [f"DH-{1001 + at // 2}", buyers[at // 2], row["sku"], said.get(at, str(5 * (at % 4 + 1))), row["price"],
         "" if at % 3 else remark]
        for at, row in enumerate(goods[:16])
    ]  # fmt: skip
    path = folder / name
    path.write_text("\n".join(",".join(row) for row in [head, *lines]), encoding="utf-8-sig")
    return path


def asked_table(folder: Path) -> Path:
    """A customer's file that leaves two things open."""
    name, *head = ASKED[language()]
    buyers = [row["name"] for row in data.rows("customers")]
    goods = [row for row in data.rows("products") if not row["lot"]]
    lines = [
        [f"LC-{2001 + at}", f"0{at % 3 + 3}/0{at % 4 + 2}/2026", buyers[at], row["sku"], str(at % 4 + 2),
         str(at % 3 + 1), row["price"]]
        for at, row in enumerate(goods[:12])
    ]  # fmt: skip
    path = folder / name
    path.write_text("\n".join(",".join(row) for row in [head, *lines]), encoding="utf-8-sig")
    return path


def asks(player: Player, folder: Path, picture: Callable[[str], None]) -> None:
    """What the program asks about a file that leaves something open."""
    orders = player.visit("orders")
    player.drop(orders, asked_table(folder))
    player.until(lambda: button(orders, "Ctrl+Return"), "the page of the file")
    player.settled()
    picture("import-question")
    player.press("Escape")
    player.settled()


def needs_a_person(player: Player, folder: Path, picture: Callable[[str], None]) -> None:
    """Look at watched folders and at questions; drop such a file, name the column, put a cell right, bring it in."""
    watched_folders(player, picture)
    asks(player, folder, picture)
    orders = player.visit("orders")
    player.drop(orders, order_table(folder))
    player.until(lambda: button(orders, "Ctrl+Return"), "the page of the file")
    player.settled()
    player.press("Ctrl+M")
    player.settled()
    picture("import-columns")
    page = orders.importer
    page.mapping.put("D", "quantity")
    player.press("Ctrl+Return")
    player.settled()
    player.press("F8")
    player.settled()
    picture("import-problem")
    player.press("Return")
    player.until(lambda: page.table.findChild(QLineEdit), "the cell to type in")
    player.type("24")
    player.press("Return")
    player.settled()
    picture("import-alike")
    player.press("Ctrl+D")
    player.settled()
    player.press("Ctrl+Return")
    player.dialog()
    player.settled()
    picture("import-summary")
    player.press("Escape")
    player.settled()


def watched_folders(player: Player, picture: Callable[[str], None]) -> None:
    """The files that came in last, one of them to be taken back, and the dialog of watched folders."""
    shell = player.desk.shell
    before = watched(shell)
    keep_watched(shell, [Folder("orders", each, on=each != FOLDERS[-1]) for each in FOLDERS])
    player.desk.window.show_window("importing", kind="orders")
    window = player.window("importing")
    player.settled()
    picture("import-files")
    player.click(window.watch)
    player.dialog()
    player.settled()
    picture("import-watched")
    player.press("Escape")
    keep_watched(shell, before)
    player.settled()
