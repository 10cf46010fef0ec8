"""Papers to lay out, and readers that look at what came of them."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

from printing.labels.builtin import builtin
from printing.labels.render import render
from printing.papers import Content, DeliveryNote, NoteLine, Party, PickLine, PickList, ProductLabel, ShippingLabel
from printing.raster import Bitmap

SELLER = Party("杭州安泰工业品有限公司", "", "0571-8890 1200", "浙江省杭州市余杭区良渚街道通运路 88 号")
BUYER = Party("宁波东港贸易行", "林海波", "13812342046", "浙江省宁波市北仑区明州西路 166 号")
GOODS = (
    ("LZ-003-15KG", "锂基润滑脂 3 号", "15 kg/桶", "桶", "186.5"),
    ("GL-NBR-L", "耐油丁腈手套 L 加厚防滑型（双只装）", "L 码", "双", "4.85"),
    ("BT-M8X40-A2-70", "不锈钢外六角螺栓 GB/T 5783", "M8×40", "个", "0.3856"),
)


def picture_file() -> bytes:
    """A picture with a black bar on nothing, as a signature or a logo is."""
    picture, out = Image.new("RGBA", (300, 100), (255, 255, 255, 0)), BytesIO()
    picture.paste((0, 0, 0, 255), (20, 40, 280, 60))
    picture.save(out, "PNG")
    return out.getvalue()


def shipping(number: int = 17, **changes: object) -> ShippingLabel:
    values: dict[str, object] = {
        "package": f"DN-20260305-{number:04d}-1",
        "index": 1,
        "count": 2,
        "carrier": "顺丰标快",
        "to": BUYER,
        "sender": SELLER,
        "tracking": f"SF{1502339470000 + number}",
        "weight": Decimal("8.42"),
        "pieces": Decimal(14),
        "contents": (Content("锂基润滑脂 3 号", Decimal(6), "桶"), Content("耐油丁腈手套 L", Decimal(8), "双")),
        "printed_at": datetime(2026, 3, 5, 14, 36),
    }
    return ShippingLabel(**(values | changes))  # type: ignore[arg-type]


def product(barcode: str = "6901234567892", **changes: object) -> ProductLabel:
    values: dict[str, object] = {"sku": "LZ-003-15KG", "name": "锂基润滑脂 3 号", "lot": "L260214"}
    return ProductLabel(barcode=barcode, **(values | changes))  # type: ignore[arg-type]


LABEL_SIZES = ("100x150", "100x180", "76x130")


def render_labels(labels: list[ShippingLabel], dpi: int = 203, language: str = "zh_CN", size: str = "100x150") -> bytes:
    """Shipping labels in the built-in template of a size."""
    return render(builtin(f"shipping-{size}"), labels, dpi, language)


def render_label(label: ShippingLabel, dpi: int = 203, language: str = "zh_CN", size: str = "100x150") -> bytes:
    return render_labels([label], dpi, language, size)


def render_product(label: ProductLabel, dpi: int = 203, language: str = "zh_CN") -> bytes:
    return render(builtin("product-60x40"), [label], dpi, language)


def note_line(number: int) -> NoteLine:
    sku, name, spec, unit, price = GOODS[number % len(GOODS)]
    quantity = Decimal(6 + number * 7 % 40)
    amount = (Decimal(price) * quantity).quantize(Decimal("0.01"))
    return NoteLine(sku, name, quantity, unit, spec, price=Decimal(price), amount=amount, lot=f"L2602{number:03d}")


def note(lines: int = 6, number: str = "DN-20260305-0017", **changes: object) -> DeliveryNote:
    values: dict[str, object] = {
        "number": number,
        "day": date(2026, 3, 5),
        "seller": SELLER,
        "customer": BUYER,
        "lines": tuple(note_line(each) for each in range(lines)),
        "customer_order": "PO-DG-0311",
        "orders": ("SO-20260305-0040",),
        "copies": ("存根",),
    }
    return DeliveryNote(**(values | changes))  # type: ignore[arg-type]


def pick(lines: int = 6, number: str = "DN-20260305-0017") -> PickList:
    whole = tuple(
        PickLine(f"A01-{each:02d}-1", *GOODS[each % 3][:2], Decimal(each + 1), GOODS[each % 3][3], GOODS[each % 3][2])
        for each in range(lines)
    )
    return PickList(number, datetime(2026, 3, 5, 9, 12), whole, "宁波东港贸易行", ("SO-20260305-0040",))


def image(bitmap: Bitmap) -> Image.Image:
    """The bitmap as a printer would put it on paper: 1 is black."""
    white = bytes(byte ^ 0xFF for byte in bitmap.rows)
    return Image.frombytes("1", (bitmap.width, bitmap.height), white).convert("L")


def read_codes(bitmap: Bitmap) -> tuple[set[str], set[str]]:
    """What zxing-cpp reads on it, and what pyzbar reads."""
    shown = image(bitmap)
    return (
        {code.bytes.decode() for code in zxingcpp.read_barcodes(shown)},
        {code.data.decode() for code in pyzbar.decode(shown)},
    )


def texts(pdf: bytes) -> list[str]:
    """The text of each page without any white space. (pdfium gives a hyphen at the end of a line as U+FFFE.)"""
    with pypdfium2.PdfDocument(pdf) as document:
        whole = [page.get_textpage().get_text_range().replace("\ufffe", "-") for page in document]
    return ["".join(page.split()) for page in whole]


def letter_boxes(pdf: bytes, page: int = 0) -> tuple[list[tuple[float, float, float, float]], tuple[float, float]]:
    """The ink box of each visible character (left, bottom, right, top) and the size of the page, in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage()
        shown = [number for number in range(text.count_chars()) if text.get_text_range(number, 1).strip()]
        return [text.get_charbox(number) for number in shown], document[page].get_size()
