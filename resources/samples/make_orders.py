"""Make `orders-zh.xlsx`, the order file of the demonstration: `python -m resources.samples.make_orders`.

Twelve orders of six customers, as a sales assistant keeps them: a title, the header in row 3, several lines an order
under one number, a total at the end. No prices: they come from the company's own lists.
"""

import random
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

FILE = Path(__file__).parent / "orders-zh.xlsx"
LAST_DAY = date(2026, 3, 5)
HEADER = ("订单编号", "下单日期", "客户名称", "收货人", "联系电话", "收货地址", "商品编码", "数量", "买家留言")
WIDTHS = (20, 12, 30, 10, 15, 44, 12, 8, 24)
CUSTOMERS = (
    ("杭州恒瑞机电设备有限公司", "陈立群", "13900000101", "浙江省杭州市余杭区良渚街道勾运路 128 号 3 幢"),
    ("宁波东港贸易行", "周敏", "13900000102", "浙江省宁波市北仑区新碶街道明州路 66 号"),
    ("上海欣源电子科技有限公司", "吴晓东", "13900000103", "上海市松江区新桥镇新飞路 1500 弄 12 号"),
    ("苏州工业园区鼎立五金", "许文娟", "13900000104", "江苏省苏州市工业园区唯亭街道葑亭大道 88 号"),
    ("青岛海川食品有限公司", "孙海涛", "13900000105", "山东省青岛市城阳区流亭街道双元路 20 号"),
    ("广州百佳连锁便利", "梁嘉慧", "13900000106", "广东省广州市番禺区大石街道植村工业二路 9 号"),
)
NOTES = (None, None, None, "请按箱发货", "送货前电话联系", "随货附送货单两份")


def rows(seed: int = 5) -> list[list[object]]:
    """The lines of twelve orders, the same ones each time."""
    chance = random.Random(seed)
    made: list[list[object]] = []
    for number in range(12):
        customer = CUSTOMERS[number % len(CUSTOMERS)]
        day = LAST_DAY - timedelta(days=(11 - number) // 4)
        head = [f"KH{day:%Y%m%d}-{number + 1:03d}", day, *customer]
        note = chance.choice(NOTES)
        for sku in chance.sample(range(1, 51), chance.randint(2, 4)):
            made.append([*head, f"PD-{sku:04d}", chance.choice((2, 5, 6, 10, 12, 20, 24)), note])
    return made


def make(target: Path = FILE) -> Path:
    """Write the workbook."""
    book = Workbook()
    sheet = book.active
    sheet.title = "客户订单"
    sheet.append(["客户订单汇总"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADER))
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    sheet.append([])
    sheet.append(HEADER)
    lines = rows()
    for line in lines:
        sheet.append(line)
    sheet.append(["合计", *[None] * 6, sum(int(str(line[7])) for line in lines)])
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGHI", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for row in range(4, 4 + len(lines)):
        sheet.cell(row, 2).number_format = "yyyy-mm-dd"
    sheet.freeze_panes = "A4"
    book.save(target)
    return target


if __name__ == "__main__":
    make()
