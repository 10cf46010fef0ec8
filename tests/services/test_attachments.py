"""Files kept with documents: what they may be, who may add them, what becomes of pictures."""

import io
import zlib
from decimal import Decimal

import pytest
from PIL import Image

from models.paper import Attachment
from models.people import AuditEntry
from services import attachments, orders, pictures
from services.errors import Refusal
from services.pictures import File, prepare, safe_name
from tests.services.shop import Shop

PDF = b"%PDF-1.4\n1 0 obj\nendobj\n"


def picture(size: tuple[int, int] = (40, 30), form: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, form, **more)
    return out.getvalue()


def opened(file: File) -> Image.Image:
    return Image.open(io.BytesIO(file.data))


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 30,000 x 30,000."""
    small = bytearray(picture(form="PNG"))
    head = b"IHDR" + (30_000).to_bytes(4, "big") + (30_000).to_bytes(4, "big") + bytes(small[24:29])
    small[12:29] = head
    small[29:33] = zlib.crc32(head).to_bytes(4, "big")
    return bytes(small)


def test_a_large_photo_is_made_small_and_upright_and_loses_its_notes() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"  # turned by a quarter
    file = prepare("IMG 1.JPEG", picture((4000, 3000), exif=exif))
    assert (file.name, file.mime, file.kind) == ("IMG 1.jpg", "image/jpeg", "picture")
    assert opened(file).size == (1200, 1600)
    assert not opened(file).getexif()


def test_a_screenshot_stays_lossless_and_see_through() -> None:
    file = prepare("shot.bmp", picture((1920, 1080), "BMP"))
    assert (file.name, opened(file).size) == ("shot.png", (1600, 900))
    clear = prepare("logo.gif", picture((20, 20), "GIF", "P", transparency=0))
    assert (clear.mime, opened(clear).mode) == ("image/png", "RGBA")


def test_a_drawing_too_large_for_png_becomes_a_photo_on_white() -> None:
    noise = Image.effect_noise((1600, 1200), 90).convert("RGBA")
    noise.putalpha(0)
    out = io.BytesIO()
    noise.save(out, "PNG")
    file = prepare("noise.png", out.getvalue())
    assert (file.name, file.mime) == ("noise.jpg", "image/jpeg")
    assert min(opened(file).getpixel((5, 5))) > 250


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_pictures_of_printers_and_scanners_are_taken(mode: str) -> None:
    assert opened(prepare("scan.tif", picture((2000, 100), "TIFF", mode))).size == (1600, 80)


def test_the_content_decides_and_not_the_name() -> None:
    assert prepare("photo.jpg", PDF).name == "photo.pdf"
    assert prepare("note.pdf", picture(form="PNG")).name == "note.png"
    for name, data in (("a.pdf", b"MZ\x90\x00 a program"), ("b.jpg", b"<html>"), ("c.png", b"PK\x03\x04")):
        with pytest.raises(Refusal, match="not_a_document"):
            prepare(name, data)


def test_what_is_too_large_damaged_or_a_bomb_is_refused() -> None:
    with pytest.raises(Refusal, match="empty_file"):
        prepare("a.pdf", b"")
    with pytest.raises(Refusal, match="file_too_large"):
        prepare("a.pdf", PDF + b"x" * pictures.MOST_BYTES)
    with pytest.raises(Refusal, match="picture_damaged"):
        prepare("a.jpg", picture((900, 900), quality=95)[:1500])
    with pytest.raises(Refusal, match="picture_too_large"):
        prepare("a.png", bomb())


@pytest.mark.parametrize(("name", "safe"), [
    ("../../etc/passwd", "passwd.pdf"), ("C:\\temp\\报价 单.pdf", "报价 单.pdf"), ("con.pdf", "_con.pdf"),
    ("", "file.pdf"), ("invoice\u202efdp.exe", "invoicefdp.pdf"), ("a<b>:c|d?.PDF", "a_b__c_d_.pdf"),
    ("..", "file.pdf"), ("x" * 400, "x" * 116 + ".pdf"),
    ("v1.2 final.docx", "v1.2 final.pdf"), ("tab\tname\n.pdf", "tabname.pdf"),
])  # fmt: skip
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name, ".pdf") == safe
    assert safe_name(safe, ".pdf") == safe


def test_files_are_kept_with_an_order_listed_read_and_removed(shop: Shop) -> None:
    order = shop.order((shop.product(), 1))
    first = attachments.attach("order")(shop.call("clerk"), order.id, prepare("po.pdf", PDF))
    second = attachments.attach("order")(shop.call("clerk"), order.id, prepare("door.jpg", picture()))
    rows = attachments.listed("order", order.id)
    assert [(r.id, r.name, r.kind, r.who) for r in rows] == [
        (first.id, "po.pdf", "pdf", "Clerk"), (second.id, "door.jpg", "picture", "Clerk"),
    ]  # fmt: skip
    assert attachments.listed("delivery", order.id) == ()
    kept = attachments.content(first.id)
    assert kept is not None
    assert kept.data == PDF
    attachments.detach("order")(shop.call("clerk"), order.id, first.id)
    assert attachments.content(first.id) is None
    with pytest.raises(Refusal, match="unknown_attachment"):
        attachments.detach("order")(shop.call("clerk"), order.id, first.id)
    again = attachments.attach("order")(shop.call("clerk"), order.id, kept.file())
    assert [r.id for r in attachments.listed("order", order.id)] == [second.id, again.id]
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.use_case, entry.subject_kind, entry.subject_id) == ("order.attach", "order", order.id)
    assert first.sha256 in entry.detail


def test_the_same_file_is_kept_once(shop: Shop) -> None:
    order = shop.order((shop.product(), 1))
    ids = {attachments.attach("order")(shop.call("clerk"), order.id, prepare("a.pdf", PDF)).id for _ in range(2)}
    assert len(ids) == Attachment.select().count() == 1


def test_a_file_is_not_taken_out_of_another_document(shop: Shop) -> None:
    one, other = shop.order((shop.product(), 1)), shop.order((shop.product(), 1))
    kept = attachments.attach("order")(shop.call("clerk"), one.id, prepare("a.pdf", PDF))
    with pytest.raises(Refusal, match="unknown_attachment"):
        attachments.detach("order")(shop.call("clerk"), other.id, kept.id)
    with pytest.raises(Refusal, match="unknown_subject"):
        attachments.attach("order")(shop.call("clerk"), 999, prepare("a.pdf", PDF))


def test_the_rights_fit_the_subject(shop: Shop) -> None:
    delivery = shop.packed(_stocked(shop))
    file = prepare("a.pdf", PDF)
    attachments.attach("delivery")(shop.call("packer"), delivery.id, file)
    attachments.attach("delivery")(shop.call("logistics"), delivery.id, file)
    with pytest.raises(Refusal, match="not_allowed"):  # sees deliveries, but works with none
        attachments.attach("delivery")(shop.call("finance"), delivery.id, file)
    with pytest.raises(Refusal, match="not_allowed"):
        attachments.attach("order")(shop.call("packer"), delivery.order_id, file)
    for role, kind in (("packer", "delivery"), ("clerk", "order")):
        assert attachments.may_edit(kind, shop.actors[role].rights)
    for role, kind in (("finance", "delivery"), ("packer", "order")):
        assert not attachments.may_edit(kind, shop.actors[role].rights)


def _stocked(shop: Shop) -> tuple[int, int]:
    product = shop.product()
    shop.stock(product, 5)
    return product, 2


def test_what_was_not_prepared_is_refused_by_the_use_case_itself(shop: Shop) -> None:
    order = shop.order((shop.product(), 1))
    bad = (
        File("a.exe", "application/x-msdownload", b"MZ"), File("a.pdf", "application/pdf", b"MZ"),
        File("../a.pdf", "application/pdf", PDF), File("a.jpg", "image/jpeg", picture(form="PNG")),
        File("a.jpg", "image/jpeg", picture((1700, 10))), File("a.png", "image/png", bomb()),
        File("a.pdf", "application/pdf", PDF + b"x" * pictures.MOST_BYTES),
    )  # fmt: skip
    for file in bad:
        with pytest.raises(Refusal):
            attachments.attach("order")(shop.call("clerk"), order.id, file)
    with pytest.raises(Refusal, match="bad_kind"):
        attachments.attach("order")(shop.call("clerk"), order.id, prepare("a.pdf", PDF), "logo")
    assert Attachment.select().count() == 0


def test_a_draft_that_is_deleted_takes_its_files_along(shop: Shop) -> None:
    draft = orders.create_order(shop.call("clerk"), shop.draft((shop.product(), Decimal(1))))
    attachments.attach("order")(shop.call("clerk"), draft.id, prepare("a.pdf", PDF))
    orders.delete_draft(shop.call("clerk"), draft.id, draft.version)
    assert Attachment.select().count() == 0
