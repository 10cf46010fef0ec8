"""Speed and size of paper against the targets: `python -m benchmarks.paper [--quick]` prints one JSON document.

Rivals and floors are measured in the same run: reportlab's own bar code and QR widgets, its own table layout, the bare
work of pdfium and zlib that no ZPL job can do without, and the size that the compression of fax machines, made for such
pictures and nothing else, would have as the text of a job.
"""

import argparse
import json
import platform
import socket
import statistics
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from threading import Thread
from time import perf_counter

import zxingcpp
from PIL import Image

from printing import raster, tspl, zpl
from printing.backends.tcp import TcpBackend
from printing.documents.delivery_note import render_delivery_note
from printing.documents.pick_list import render_pick_list
from printing.label_printer import PrinterKind
from printing.labels.builtin import usual
from printing.labels.render import render
from printing.papers import Content, DeliveryNote, NoteLine, Party, PickLine, PickList, ShippingLabel
from printing.typeset import fonts

ROADS = ("明州", "中山", "人民", "解放", "长江", "黄河", "泰山", "珠江", "天目", "北山", "南湖")
GOODS = ("锂基润滑脂", "耐油丁腈手套", "食品级硅油喷剂", "不锈钢外六角螺栓", "铜芯护套电缆", "防静电周转箱", "陶瓷轴承")
MOMENT = datetime(2026, 3, 5, 14, 36, tzinfo=UTC)
SELLER = Party("杭州安泰工业品有限公司", "", "0571-8890 1200", "浙江省杭州市余杭区良渚街道通运路 88 号")


def label(number: int) -> ShippingLabel:
    """A label as a shop prints it: three products, an address of some 30 characters, both codes its own."""
    road, goods = ROADS[number % len(ROADS)], [GOODS[(number + step) % len(GOODS)] for step in range(3)]
    return ShippingLabel(
        package=f"DN-20260305-{number:04d}-1",
        index=1,
        count=2,
        carrier="顺丰标快",
        to=Party(
            "宁波东港贸易行", "林海波", f"138{number:08d}", f"浙江省宁波市北仑区{road}路 {number} 号东港大厦 2306 室"
        ),
        sender=SELLER,
        tracking=f"SF{1502339470000 + number}",
        weight=Decimal(number % 900 + 50) / 100,
        pieces=Decimal(14),
        contents=tuple(Content(f"{name} {number % 30} 型", Decimal(6), "件") for name in goods),
        printed_at=MOMENT,
    )


def dense_label() -> ShippingLabel:
    """As much text as the layout takes: 16 lines, some 310 characters, and both codes.

    More goods make it less full: what has no room is counted in one line.
    """
    contents = tuple(
        Content(f"{GOODS[step]}{ROADS[step]}加厚 M{step}×40", Decimal(step + 1), "个") for step in range(4)
    )
    place = "内蒙古自治区鄂尔多斯市康巴什新区乌兰木伦街与鄂尔多斯大街交汇处向东三百米路北金信国际大厦 B 座"
    to = Party("康巴什大漠风情旅游文化开发有限责任公司", "阿拉坦乌拉", "13812342046", place)
    return ShippingLabel(
        "DN-20260305-0017-1", 1, 2, "顺丰标快", to, SELLER, "SF1502339477712", "010-A1", Decimal("8.42"), Decimal(14),
        contents, "PO-2026-000311", "送货前一小时电话联系", ("fragile", "dry"), printed_at=MOMENT,
    )  # fmt: skip


def note_line(number: int) -> NoteLine:
    price, quantity = Decimal("18.65"), Decimal(number + 6)
    return NoteLine(
        f"LZ-{number:03d}-15KG",
        f"{GOODS[number % 7]} {number} 号",
        quantity,
        "件",
        "15 kg/桶",
        price=price,
        amount=price * quantity,
        lot=f"L2602{number:02d}",
    )


def delivery_note(lines: int) -> DeliveryNote:
    """A delivery note with lots and prices."""
    return DeliveryNote(
        "DN-20260305-0017",
        date(2026, 3, 5),
        SELLER,
        Party("宁波东港贸易行", "林海波", "13812342046", "浙江省宁波市北仑区明州西路 166 号"),
        tuple(note_line(number) for number in range(lines)),
        copies=("存根",),
    )  # fmt: skip


def pick_list(lines: int) -> PickList:
    return PickList(
        "DN-20260305-0017",
        MOMENT,
        tuple(
            PickLine(f"A01-{n:02d}-1", f"LZ-{n:03d}", f"{GOODS[n % 7]} {n} 号", Decimal(n + 1), "件")
            for n in range(lines)
        ),
    )


def timed(work: Callable[[], object], times: int) -> dict[str, float]:
    """Median and 95th percentile of the time of one call, in milliseconds."""
    spent = []
    for _ in range(times):
        start = perf_counter()
        work()
        spent.append((perf_counter() - start) * 1000)
    spent.sort()
    return {"p50_ms": round(statistics.median(spent), 2), "p95_ms": round(spent[int(len(spent) * 0.95) - 1], 2)}


def many_labels(count: int, runs: int) -> dict[str, object]:
    """Labels a second in one PDF, no two alike, and whether a sample of them is read back."""
    rates, pdf = [], b""
    for run in range(runs):
        labels = [label(run * count + number) for number in range(count)]
        start = perf_counter()
        pdf = render_labels(labels)
        rates.append(count / (perf_counter() - start))
    sample = range(0, count, max(count // 20, 1))
    wrong = sum(
        {code.text for code in zxingcpp.read_barcodes(shown(raster.bitmap(pdf, page)))}
        != {labels[page].tracking, labels[page].package}
        for page in sample
    )
    return {
        "labels_per_second": round(statistics.median(rates), 1),
        "labels": count,
        "bytes_per_label": len(pdf) // count,
        "read_back": len(sample),
        "misread": wrong,
    }


def shown(bitmap: raster.Bitmap) -> Image.Image:
    white = bytes(byte ^ 0xFF for byte in bitmap.rows)
    return Image.frombytes("1", (bitmap.width, bitmap.height), white).convert("L")


def render_labels(labels: list[ShippingLabel]) -> bytes:
    """Labels in the built-in template of 100 x 150 mm, one file."""
    return render(usual("label"), labels)


def render_label(one: ShippingLabel) -> bytes:
    return render_labels([one])


def widget_labels(count: int) -> float:
    """Labels a second when reportlab's own widgets draw the same two codes and nothing else is drawn but the text."""
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode import code128
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing
    from reportlab.pdfgen.canvas import Canvas

    start = perf_counter()
    canvas = Canvas(BytesIO(), pagesize=(283.5, 425.2))
    for number in range(count):
        one = label(number)
        code128.Code128(one.tracking, barWidth=1.1, barHeight=60).drawOn(canvas, 10, 320)
        drawing = Drawing(80, 80)
        drawing.add(QrCodeWidget(one.package))
        renderPDF.draw(drawing, canvas, 190, 10)
        canvas.setFont(fonts()[0].fontName, 12)
        for place, text in enumerate((one.carrier, one.to.person, one.to.address, one.to.company, one.package)):
            canvas.drawString(20, 280 - place * 20, text)
        canvas.showPage()
    canvas.save()
    return count / (perf_counter() - start)


def table_note(lines: int) -> bytes:
    """The table of a delivery note alone, laid out by reportlab's own table."""
    from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

    file, name = BytesIO(), fonts()[0].fontName
    rows = [
        [
            str(n),
            line.sku,
            line.name,
            line.spec,
            line.lot,
            str(line.quantity),
            line.unit,
            str(line.price),
            str(line.amount),
        ]
        for n, line in enumerate(delivery_note(lines).lines)
    ]
    table = Table(
        rows, style=TableStyle([("FONTNAME", (0, 0), (-1, -1), name), ("GRID", (0, 0), (-1, -1), 0.4, "black")])
    )
    SimpleDocTemplate(file).build([table])
    return file.getvalue()


def jobs(count: int) -> dict[str, object]:
    """ZPL jobs a second from ready label values, one file a label, as a bench prints them."""
    labels = [label(number) for number in range(count)]
    start = perf_counter()
    for one in labels:
        zpl.job(raster.bitmap(render_label(one)), PrinterKind())
    spent = perf_counter() - start
    pdf, image = render_label(labels[0]), raster.bitmap(render_label(labels[0]))
    return {
        "labels_per_second": round(count / spent, 1),
        "floor_raster": timed(partial(raster.bitmap, pdf), min(count, 50)),
        "floor_deflate": timed(partial(zlib.compress, image.rows, 6), min(count, 50)),
        "bytes": {
            name: {encoding: len(zpl.job(bitmap, PrinterKind(encoding=encoding))) for encoding in zpl.ENCODINGS}
            | {"floor_group_4": fax_size(bitmap)}
            for name, bitmap in (("usual", image), ("fullest", raster.bitmap(render_label(dense_label()))))
        },
    }


def fax_size(bitmap: raster.Bitmap) -> int:
    """Bytes of the picture by CCITT Group 4 (ITU-T T.6), in base64 as a job is."""
    file = BytesIO()
    Image.frombytes("1", (bitmap.width, bitmap.height), bitmap.rows).save(file, "TIFF", compression="group4")
    return len(file.getvalue()) * 4 // 3


def first_byte(make: Callable[[raster.Bitmap], bytes], times: int) -> dict[str, float]:
    """From the packed label's values to the first byte that a printer on the network has got."""
    arrived: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            for _ in range(times):
                line, _address = server.accept()
                with line:
                    line.recv(1)
                    arrived.append(perf_counter())
                    while line.recv(65536):
                        pass

        thread = Thread(target=take)
        thread.start()
        backend, started = TcpBackend("127.0.0.1", server.getsockname()[1]), []
        for number in range(times):
            started.append(perf_counter())
            backend.send(make(raster.bitmap(render_label(label(number)))), str(number))
        thread.join()
    spent = sorted((end - start) * 1000 for start, end in zip(started, arrived, strict=True))
    return {"p50_ms": round(statistics.median(spent), 2), "p95_ms": round(spent[int(times * 0.95) - 1], 2)}


def measure(quick: bool) -> dict[str, object]:
    start = perf_counter()
    fonts()
    loading = perf_counter() - start
    render_labels([label(0)])
    count, times = (200, 20) if quick else (2000, 100)
    widgets = widget_labels(10 if quick else 60)
    sheets = many_labels(count, 2 if quick else 5)
    return {
        "machine": {"python": platform.python_version(), "system": platform.platform(), "quick": quick},
        "fonts_read_once_ms": round(loading * 1000, 1),
        "shipping_labels_pdf": {
            "target_per_second": 400,
            **sheets,
            "rival_reportlab_widgets_per_second": round(widgets, 1),
        },
        "shipping_labels_zpl_203": {"target_per_second": 30, "target_z64_bytes": 15 * 1024, **jobs(times)},
        "packed_to_first_byte": {
            "target_ms": 80,
            "zpl": first_byte(partial(zpl.job, printer=PrinterKind()), times),
            "tspl": first_byte(partial(tspl.job, printer=PrinterKind("tspl")), times),
        },
        "delivery_note_20_lines": {
            "target_ms": 60,
            "a4": timed(partial(render_delivery_note, delivery_note(20)), times),
            "241x140": timed(partial(render_delivery_note, delivery_note(20), "241x140"), times),
            "rival_reportlab_table_alone": timed(partial(table_note, 20), times),
            "200_lines": timed(partial(render_delivery_note, delivery_note(200)), times // 5),
        },
        "pick_list_60_lines": timed(partial(render_pick_list, pick_list(60)), times),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, for a look")
    json.dump(measure(parser.parse_args().quick), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
