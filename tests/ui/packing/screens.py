"""Screens as they come up at the bench, for the tests and for looking at them."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from resources.i18n import language
from ui.packing import words
from ui.packing.state import Current, LastScan, Mark, Mode, PackScreen, QueueRow, Remaining
from ui.packing.words import Facts

ENGLISH = {
    "宁波东港贸易行": "Ningbo Donggang Trading",
    "顺丰标快": "SF Express",
    "今天 17:00 前": "by 17:00",
    "刘强": "Liu Qiang",
    "打包台 2": "Bench 2",
    "锂基润滑脂": "Lithium grease",
    "锂基润滑脂 3 号": "Lithium grease no. 3",
    "锂基润滑脂 3 号 800g": "Lithium grease no. 3, 800 g",
    "食品级润滑喷剂": "Food grade spray",
    "食品级润滑喷剂 400ml": "Food grade spray, 400 ml",
    "尼龙扎带 4×200": "Cable ties 4×200",
    "热敏标签纸": "Thermal labels",
    "不认识的码 690888…": "Unknown code 690888…",
    "批次不对 • L25-0904": "Wrong lot • L25-0904",
    "等回答 • L25-1220": "Not answered • L25-1220",
    "耐油丁腈手套 • 整箱": "Nitrile gloves • carton",
    "锂基润滑脂 • L25-1108": "Lithium grease • L25-1108",
    "货位 B-03-2": "Bin B-03-2",
    "桶": "tubs",
    "请扫：": "Scan: ",
    "2026-09-03 到期 • 已冻结": "exp. 2026-09-03 • blocked",
    "2026-11-07 到期 • 货位 B-03-2": "exp. 2026-11-07 • bin B-03-2",
    "2026-12-19 到期 • 货位 B-03-3 • 空闲 32": "exp. 2026-12-19 • bin B-03-3 • 32 free",
}


def t(text):
    return ENGLISH.get(text, text) if language() == "en" else text


def waiting():
    grease = t("锂基润滑脂 • L25-1108")
    return PackScreen(
        Mode.WAITING,
        number="DN-20260305-0017",
        customer=t("宁波东港贸易行"),
        carrier=t("顺丰标快"),
        promise=t("今天 17:00 前"),
        person=t("刘强"),
        bench=t("打包台 2"),
        time="14:32",
        done=Decimal(14),
        total=Decimal(23),
        headline=t("请扫：") + t("锂基润滑脂"),
        current=Current(
            t("锂基润滑脂 3 号"),
            Decimal(3),
            Decimal(6),
            t("桶"),
            spec="800g",
            bin="B-03-2",
            sku="GR-L3-800",
            barcode="6901234567892",
            lot="L25-1108",
            expiry=dt.date(2026, 11, 7),
        ),
        next=Remaining("B-04-1", t("食品级润滑喷剂 400ml"), Decimal(2)),
        remaining=(
            Remaining("B-03-2", t("锂基润滑脂 3 号"), Decimal(3)),
            Remaining("B-04-1", t("食品级润滑喷剂"), Decimal(2)),
            Remaining("C-01-4", t("尼龙扎带 4×200"), Decimal(3)),
            Remaining("C-02-2", t("热敏标签纸"), Decimal(1)),
        ),
        lines_left=4,
        pieces_left=Decimal(9),
        last=(
            LastScan(Mark.RIGHT, grease, "+1"),
            LastScan(Mark.RIGHT, grease, "+1"),
            LastScan(Mark.WRONG, t("不认识的码 690888…"), "0"),
            LastScan(Mark.RIGHT, t("耐油丁腈手套 • 整箱"), "+10"),
            LastScan(Mark.RIGHT, t("货位 B-03-2")),
        ),
        keys=words.bench_keys(),
    )


def correct():
    before = waiting()
    return replace(
        before,
        mode=Mode.CORRECT,
        done=Decimal(15),
        headline=words.correct("right", Facts(), Decimal(1)),
        current=replace(before.current, picked=Decimal(4)),
        remaining=(replace(before.remaining[0], quantity=Decimal(2)), *before.remaining[1:]),
        pieces_left=Decimal(8),
        last=(before.last[0], *before.last[:4]),
    )


def facts():
    return Facts(
        scanned="L25-0904",
        scanned_more=t("2026-09-03 到期 • 已冻结"),
        needed="L25-1108",
        needed_more=t("2026-11-07 到期 • 货位 B-03-2"),
        product=t("锂基润滑脂 3 号 800g"),
        lot="L25-1108",
        bin="B-03-2",
        unit=t("桶"),
        picked="3",
        wanted="6",
        number="DN-20260305-0018",
        package="2",
        state="",
    )


def refused(code="wrong_lot"):
    before = waiting()
    scan = LastScan(Mark.WRONG, t("批次不对 • L25-0904"), "0")
    return replace(
        before, mode=Mode.REFUSED, answer=words.answer_for(code, facts()), last=(scan, *before.last[:4]), headline=""
    )


def question(code="swap_lot"):
    before = waiting()
    scan = LastScan(Mark.ASKED, t("等回答 • L25-1220"), "?")
    asked = replace(facts(), scanned="L25-1220", scanned_more=t("2026-12-19 到期 • 货位 B-03-3 • 空闲 32"))
    return replace(
        before, mode=Mode.QUESTION, answer=words.answer_for(code, asked), last=(scan, *before.last[:4]), headline=""
    )


def queue(count=9):
    rows = tuple(
        QueueRow(
            f"DN-20260305-{number:04}",
            t("宁波东港贸易行"),
            t("今天 17:00 前"),
            lines=number,
            pieces=Decimal(number * 4),
            late=number == 1,
            urgent=number == 2,
            begun=number == 3,
        )
        for number in range(1, count + 1)
    )
    top = waiting()
    return PackScreen(
        Mode.QUEUE, person=top.person, bench=top.bench, time=top.time, queue=rows, chosen=2, keys=words.queue_keys()
    )


def checking():
    before = waiting()
    return replace(before, current=replace(before.current, bin="", package=""), headline=before.headline)


def all_screens():
    return {
        "waiting": waiting(),
        "correct": correct(),
        "refused": refused(),
        "question": question(),
        "queue": queue(),
        "queue-empty": queue(0),
        "checking": checking(),
    }
