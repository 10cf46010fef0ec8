"""A file to be kept with a document: what it is by its content, pictures made small, its name made safe."""

import io
import re
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.errors import Refusal

MOST_BYTES = 5_000_000
# What is read at all: a camera's picture before it is made small.
MOST_READ = 60_000_000
LONGEST_SIDE = 1600
MOST_PIXELS = 80_000_000
LONGEST_NAME = 120
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_QUALITY = 85
# Lossless is for drawings and screenshots; what is larger than this so is a photo.
_MOST_PNG = 1_500_000
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """A file ready to be kept. `mime` is told by the content, the name ends as that asks."""

    name: str
    mime: str
    data: bytes

    @property
    def kind(self) -> str:
        return "pdf" if self.mime == "application/pdf" else "picture"


def prepare(name: str, data: bytes) -> File:
    """The file as it is kept: a PDF as it is, a picture upright, without its camera's notes, at most 1600 px.

    Takes up to a second, so never inside a transaction. Refuses empty_file, file_too_large, not_a_document,
    picture_too_large, picture_damaged.
    """
    shown = safe_name(name, "")
    if not data:
        raise Refusal("empty_file", name=shown)
    if len(data) > MOST_READ:
        raise Refusal("file_too_large", name=shown, most=MOST_BYTES // 1_000_000)
    if _is_pdf(data):
        mime, kept = "application/pdf", data
    else:
        mime, kept = _reduced(shown, data)
    if len(kept) > MOST_BYTES:
        raise Refusal("file_too_large", name=shown, most=MOST_BYTES // 1_000_000)
    return File(safe_name(name, ENDINGS[mime]), mime, kept)


def content_of(path: Path) -> bytes:
    """What is in a file, and of one that is larger than any picture no more than tells so. Raises OSError."""
    with path.open("rb") as file:
        return file.read(MOST_READ + 1)


def load(name: str, data: bytes) -> Any:
    """A picture as Pillow's, upright, for reading what is on it. Refuses empty_file, file_too_large, not_a_document,
    picture_too_large, picture_damaged."""
    from PIL import ImageOps

    shown = safe_name(name, "")
    if not data:
        raise Refusal("empty_file", name=shown)
    if len(data) > MOST_READ:
        raise Refusal("file_too_large", name=shown, most=MOST_BYTES // 1_000_000)
    picture = _opened(shown, data)
    try:
        return _on_white(ImageOps.exif_transpose(picture).convert("RGBA"))
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refusal("picture_damaged", name=shown) from error


def check(file: File) -> None:
    """Refuse what did not come through `prepare`; quick, since only a picture's head is read."""
    if file.mime not in ENDINGS or not file.data or file.name != safe_name(file.name, ENDINGS[file.mime]):
        raise Refusal("not_a_document", name=safe_name(file.name, ""))
    if len(file.data) > MOST_BYTES:
        raise Refusal("file_too_large", name=file.name, most=MOST_BYTES // 1_000_000)
    if file.mime == "application/pdf":
        if not _is_pdf(file.data):
            raise Refusal("not_a_document", name=file.name)
        return
    picture = _opened(file.name, file.data)
    if max(picture.size) > LONGEST_SIDE or picture.format != file.mime.removeprefix("image/").upper():
        raise Refusal("not_a_document", name=file.name)


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _opened(name: str, data: bytes) -> Any:
    """The picture, of which only the head is read so far."""
    from PIL import Image, UnidentifiedImageError  # 40 ms that only attaching pays

    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal("picture_too_large", name=name, most=MOST_PIXELS // 1_000_000) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refusal("not_a_document", name=name) from error
    if picture.width * picture.height > MOST_PIXELS:
        raise Refusal("picture_too_large", name=name, most=MOST_PIXELS // 1_000_000)
    return picture


def _reduced(name: str, data: bytes) -> tuple[str, bytes]:
    from PIL import ImageOps

    picture = _opened(name, data)
    try:
        if picture.format in ("JPEG", "MPO"):
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decodes at a half, a quarter or an eighth
        upright = ImageOps.exif_transpose(picture)
        clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
        plain = upright.convert("RGBA" if clear else "RGB")
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _written(plain, photo=picture.format in ("JPEG", "MPO"))
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refusal("picture_damaged", name=name) from error


def _written(picture: Any, photo: bool) -> tuple[str, bytes]:
    """JPEG for photos; PNG for what has sharp edges or see-through parts, unless that is large."""
    out = io.BytesIO()
    if not photo:
        picture.save(out, "PNG")
        if out.tell() <= _MOST_PNG:
            return "image/png", out.getvalue()
        out = io.BytesIO()
    _on_white(picture).save(out, "JPEG", quality=_QUALITY)
    return "image/jpeg", out.getvalue()


def _on_white(picture: Any) -> Any:
    from PIL import Image

    if picture.mode == "RGB":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def safe_name(name: str, ending: str) -> str:
    """A name that any system can write and nobody can be deceived by: no folders, no signs that turn the text around.

    `ending` replaces the one it has.
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    text = "".join(char for char in text if unicodedata.category(char)[0] != "C")
    text = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", text)).strip(" .")
    stem, dot, old = text.rpartition(".")
    if ending and dot and len(old) <= 5:
        text = stem.rstrip(" .")
    if _DEVICES.match(text):
        text = f"_{text}"
    return (text[: LONGEST_NAME - len(ending)].rstrip(" .") or "file") + ending
