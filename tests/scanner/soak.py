"""A scanner at the running program for a long time: `make soak`, or `python -m tests.scanner.soak [--scans N]`.

Each kind of scanner is set up on the scanner page by three scans of the test sheet, then scans at the bench, where
every scan must be committed once and in order, and into a field in which somebody types. Writes what it found as one
JSON document; a scan that is lost, doubled, torn or in the field ends it with an error.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.goods import Product
from services.unit import Call
from tests.journeys.conftest import PASSWORD, stock_up
from tests.scanner.device import Device
from tests.scanner.display import Display, missing
from tests.scanner.session import Session, codes
from tests.services.shop import opened, sqlite_url

FAST = Device(gap_ms=2, jitter_ms=1)
# What a scanner is called, how it types, and its weight in the share of all scans: slow ones take most of the time.
Named = tuple[str, Device, int]
DEVICES: tuple[Named, ...] = (
    ("1 to 3 ms a character", FAST, 128),
    ("8 ms, Ctrl+] as GS, AIM prefix", Device(gap_ms=8, jitter_ms=3, aim="]C1"), 8),
    ("8 ms, Tab, GS as F8", Device(gap_ms=8, jitter_ms=3, separator="F8", end="Tab"), 8),
    ("12 ms, no end, GS as |", Device(gap_ms=12, jitter_ms=4, separator="|", end=""), 4),
    ("16 ms, CR and LF, GS as Alt+029", Device(gap_ms=16, jitter_ms=6, separator="alt", end="Return Return"), 4),
    ("20 ms, every character an Alt code", Device(gap_ms=20, jitter_ms=3, alt=True, separator="alt"), 4),
    ("30 ms, prefix STX", Device(gap_ms=30, jitter_ms=5, prefix="\x02"), 2),
    ("50 ms, no prefix", Device(gap_ms=50, jitter_ms=8), 1),
    ("50 ms, prefix ~", Device(gap_ms=50, jitter_ms=8, prefix="~", separator="{GS}"), 1),
    ("8 ms, number pad", Device(gap_ms=8, jitter_ms=3, keypad=True), 8),
    ("8 ms, Caps Lock", Device(gap_ms=8, jitter_ms=3, swapped=True), 8),
    ("8 ms, German keyboard", Device(gap_ms=8, jitter_ms=3, layout="de", end="Tab"), 8),
)
RATE_MS = 50.0
TYPED_PART = 60
"""One scan of so many goes into a field in which somebody types."""


@dataclass(frozen=True, slots=True)
class Took:
    """One device's part. `problems` is what the scanner page said, `mean_ms` what it measured."""

    device: str
    bench: int
    typing: int
    problems: Sequence[str]
    mean_ms: float
    seconds: float


def soak(
    url: str, delivery: int, folder: Path, scans: int, devices: Sequence[Named] = DEVICES, typed: int = TYPED_PART
) -> list[Took]:
    """`scans` in all, shared by the devices. Raises AssertionError with the first that did not arrive as sent."""
    dice, found = random.Random(5), []
    with Display() as display, Session(display, url, folder) as session:
        session.do("sign_in", "owner", PASSWORD)
        weights = sum(weight for _name, _device, weight in devices)
        for name, device, weight in devices:
            share = -(-scans * weight // weights)
            found.append(_one(session, name, device, delivery, share, max(share // typed, 1), dice))
            sys.stderr.write(f"{found[-1]}\n")
    return found


def _one(
    session: Session, name: str, device: Device, delivery: int, share: int, typing: int, dice: random.Random
) -> Took:
    started = time.monotonic()
    said = session.set_up(device)
    fast = device is FAST
    session.at_the_bench(delivery, codes(share - typing, dice, short=fast), device, RATE_MS)
    session.while_typing(codes(typing, dice), device, dice)
    return Took(name, share - typing, typing, said["problems"], round(said["mean"], 1),
                round(time.monotonic() - started, 1))  # fmt: skip


def delivery_in(url: str) -> int:
    """A released delivery in a company of `stock_up`."""
    for shop in opened(url):
        shop.clock.now = Call(shop.owner).clock()
        return int(shop.released((Product.get(Product.sku == "GL-NBR").id, 20)).id)
    raise AssertionError("no company")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=10_000)
    asked = parser.parse_args()
    if lacks := missing():
        sys.exit(f"For this a display of its own is needed; missing: {lacks}.")
    with tempfile.TemporaryDirectory(prefix="packdesk-soak-") as name:
        folder = Path(name)
        url = sqlite_url(folder / "company.db")
        stock_up(url)
        found = soak(url, delivery_in(url), folder / "program", asked.scans)
    sys.stdout.write(json.dumps(_told(found), indent=1, ensure_ascii=False) + "\n")
    return 0


def _told(found: Sequence[Took]) -> dict[str, Any]:
    scans = sum(each.bench + each.typing for each in found)
    return {"scans": scans, "seconds": round(sum(each.seconds for each in found)), "lost": 0, "doubled": 0,
            "in a field": 0, "devices": [asdict(each) for each in found]}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
