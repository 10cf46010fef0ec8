"""Pictures and PDFs kept with an order, a delivery, a product, an incident or the company.

    file = pictures.prepare(name, data)                  # beside the transaction: pictures are made small
    attach("order")(call, order_id, file)                # the use case order.attach
    detach("order")(call, order_id, attachment_id)       # order.detach
    listed("order", order_id); content(attachment_id)    # reads

Each kind of subject has use cases of its own, so that the rights fit it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.goods import Product
from models.orders import SalesOrder
from models.paper import Attachment
from models.people import User
from models.watch import Incident
from services.errors import Refusal
from services.faults import translated
from services.pictures import File, check
from services.unit import Unit, UseCase, use_case

PURPOSES = ("", "signature", "logo", "seal")
# Pictures of the company of which there is one at a time.
SINGLE = ("logo", "seal")
COMPANY = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """What files are kept with. `right` is asked of everybody, and one of `any_of` beside it where some are named."""

    model: Any
    right: str
    topic: str
    any_of: tuple[str, ...] = ()


SUBJECTS = {
    "order": Subject(SalesOrder, "orders.edit", "orders"),
    "delivery": Subject(Delivery, "deliveries.view", "deliveries",
                        ("deliveries.pick", "deliveries.plan", "deliveries.dispatch", "tracking.edit")),
    "product": Subject(Product, "products.edit", "products"),
    "incident": Subject(Incident, "deliveries.view", "incidents"),
    "company": Subject(None, "settings.change", "settings"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is kept, without its content. `kind`: picture, pdf, signature or logo."""

    id: int
    kind: str
    name: str
    mime: str
    size: int
    sha256: str
    at: datetime
    who: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A file that is kept, whole."""

    id: int
    name: str
    mime: str
    data: bytes

    def file(self) -> File:
        """The file, to keep it once more."""
        return File(self.name, self.mime, self.data)


def may_edit(kind: str, rights: Iterable[str]) -> bool:
    """Whether somebody with these rights may add and remove files of such a subject."""
    subject, held = SUBJECTS[kind], set(rights)
    return subject.right in held and (not subject.any_of or not held.isdisjoint(subject.any_of))


def _check_subject(u: Unit, kind: str, subject_id: int, use_case_name: str) -> None:
    """Refuses not_allowed, unknown_subject."""
    subject = SUBJECTS[kind]
    if subject.any_of and not any(u.holds(right) for right in subject.any_of):
        raise Refusal("not_allowed", use_case=use_case_name)
    if subject.model is not None and subject.model.get_or_none(subject.model.id == subject_id) is None:
        raise Refusal("unknown_subject")


def _add_case(kind: str) -> UseCase[..., Attached]:
    @use_case(f"{kind}.attach", right=SUBJECTS[kind].right)
    def attach(u: Unit, subject_id: int, file: File, purpose: str = "") -> Attached:
        """Keep a file with a subject; the same file is kept once, and a logo or seal takes the place of the one before.

        Refuses not_allowed, unknown_subject, bad_kind, and what pictures.check refuses.
        """
        _check_subject(u, kind, subject_id, f"{kind}.attach")
        check(file)
        if purpose not in PURPOSES or (purpose and file.kind != "picture"):
            raise Refusal("bad_kind", kind=purpose)
        digest = hashlib.sha256(file.data).hexdigest()
        mine = (Attachment.subject_kind == kind) & (Attachment.subject_id == subject_id)
        row = Attachment.get_or_none(mine & (Attachment.sha256 == digest) & (Attachment.kind == (purpose or file.kind)))
        if row is None:
            row = Attachment.create(
                subject_kind=kind, subject_id=subject_id, kind=purpose or file.kind, name=file.name, mime=file.mime,
                size=len(file.data), sha256=digest, data=file.data, at=u.now, user=u.user_id,
            )  # fmt: skip
        if purpose in SINGLE:
            Attachment.delete().where(mine & (Attachment.kind == purpose) & (Attachment.id != row.id)).execute()
        u.about(kind, subject_id or None, file=row.name, size=row.size, sha256=digest)
        u.topics.add(SUBJECTS[kind].topic)
        return Attached(row.id, row.kind, row.name, row.mime, row.size, row.sha256, row.at)

    return attach


def _remove_case(kind: str) -> UseCase[..., Attached]:
    @use_case(f"{kind}.detach", right=SUBJECTS[kind].right)
    def detach(u: Unit, subject_id: int, attachment_id: int) -> Attached:
        """Throw a file away; its name and hash stay in the audit log.

        Refuses not_allowed, unknown_subject, unknown_attachment, signature_stays.
        """
        _check_subject(u, kind, subject_id, f"{kind}.detach")
        mine = (Attachment.subject_kind == kind) & (Attachment.subject_id == subject_id)
        row = Attachment.get_or_none(mine & (Attachment.id == attachment_id))
        if row is None:
            raise Refusal("unknown_attachment")
        if row.kind == "signature":
            raise Refusal("signature_stays")
        row.delete_instance()
        u.about(kind, subject_id or None, file=row.name, size=row.size, sha256=row.sha256)
        u.topics.add(SUBJECTS[kind].topic)
        return Attached(row.id, row.kind, row.name, row.mime, row.size, row.sha256, row.at)

    return detach


_ATTACH = {kind: _add_case(kind) for kind in SUBJECTS}
_DETACH = {kind: _remove_case(kind) for kind in SUBJECTS}


def attach(kind: str) -> UseCase[..., Attached]:
    """The use case that keeps a file with such a subject."""
    return _ATTACH[kind]


def detach(kind: str) -> UseCase[..., Attached]:
    """The use case that throws one away."""
    return _DETACH[kind]


def rows(kind: str, subject_id: int) -> tuple[Attached, ...]:
    """The files of a subject in the order they came, for reads that are under way."""
    A = Attachment
    who = peewee.fn.COALESCE(User.name, "")
    query = A.select(A.id, A.kind, A.name, A.mime, A.size, A.sha256, A.at, who).join(User, peewee.JOIN.LEFT_OUTER)
    found = query.where((A.subject_kind == kind) & (A.subject_id == subject_id)).order_by(A.id).tuples()
    return tuple(Attached(*values) for values in found)


def listed(kind: str, subject_id: int) -> tuple[Attached, ...]:
    """The files of a subject in the order they came."""
    with translated():
        reconnect()
        return rows(kind, subject_id)


def of_company(purpose: str) -> bytes:
    """The company's logo or seal, one of SINGLE, as a picture file, b"" without one; for reads that are under way."""
    A = Attachment
    mine = (A.subject_kind == "company") & (A.subject_id == COMPANY) & (A.kind == purpose)
    row = A.select(A.data).where(mine).order_by(A.id.desc()).first()
    return bytes(row.data) if row is not None else b""


def content(attachment_id: int) -> Content | None:
    """A file with its bytes; None when it is gone."""
    with translated():
        reconnect()
        row = Attachment.get_or_none(Attachment.id == attachment_id)
        return Content(row.id, row.name, row.mime, bytes(row.data)) if row else None
