"""The codes on a photo or screenshot of a label. zxing-cpp reads first (noise, low light), pyzbar second (blur, small
ones); what either reads wrong is kept out by believing a code only with its check digit or in our own form.
"""

import logging
from typing import Any

from services import pictures
from services.scanning import believed

# Both readers follow lines across a picture, level and upright; a label that lies askew is turned.
TURNS = (0, 15, 30, 45, 60, 75)
LONGEST_SIDE = 2400
log = logging.getLogger(__name__)


def codes_on(name: str, data: bytes) -> tuple[str, ...]:
    """Every code on a picture that can be believed, as a scanner would send it, in reading order.

    Takes up to some seconds, so never on the UI thread. Refuses what pictures.load refuses.
    """
    picture = pictures.load(name, data).convert("L")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return read(picture)


def read(picture: Any, turns: tuple[int, ...] = TURNS) -> tuple[str, ...]:
    """As `codes_on`, of a grey picture of Pillow's."""
    found: dict[str, str] = {}
    for turn in turns:
        turned = picture.rotate(turn, expand=True, fillcolor=255) if turn else picture
        for text in (*_by_zxing(turned), *_by_pyzbar(turned)):
            if key := believed(text):
                found.setdefault(key, text)
    return tuple(found.values())


def _by_zxing(picture: Any) -> list[str]:
    import zxingcpp  # 30 ms that only pictures pay

    found = zxingcpp.read_barcodes(picture)
    return [f"{each.symbology_identifier}{each.bytes.decode('utf-8', 'replace')}" for each in found]


def _by_pyzbar(picture: Any) -> list[str]:
    try:
        from pyzbar import pyzbar
    except ImportError as error:  # On Linux it needs the system's libzbar.
        log.info("no second reader of pictures: %s", error)
        return []
    return [each.data.decode("utf-8", "replace") for each in pyzbar.decode(picture)]
