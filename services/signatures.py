"""Signatures drawn at a sign-off: pictures kept with the delivery, named by role and the hash they were given over."""

import hashlib

from models.delivery import Delivery
from models.paper import Attachment
from services.errors import Refusal
from services.pictures import File, check
from services.unit import Unit

KIND = "signature"


def name_of(role: str, content_hash: str) -> str:
    return f"{role}-{content_hash}.png"


def keep(u: Unit, delivery: Delivery, role: str, drawn: File) -> None:
    """Keep a drawing with the sign-off it was made for, inside that use case. Refuses what pictures.check refuses."""
    check(drawn)
    if drawn.mime != "image/png":
        raise Refusal("not_a_document", name=drawn.name)
    digest = hashlib.sha256(drawn.data).hexdigest()
    Attachment.add(
        subject_kind="delivery", subject_id=delivery.id, kind=KIND, name=name_of(role, delivery.content_hash),
        mime=drawn.mime, size=len(drawn.data), sha256=digest, data=drawn.data, at=u.now, user=u.user_id,
    )  # fmt: skip
    u.about("delivery", delivery.id, drawn=digest)


def drawings(delivery: Delivery, roles: list[str]) -> dict[str, int]:
    """The drawn signature of each role over the content as it stands, by the attachment's id."""
    A = Attachment
    names = {name_of(role, delivery.content_hash): role for role in roles}
    mine = (A.subject_kind == "delivery") & (A.subject_id == delivery.id) & (A.kind == KIND) & A.name.in_(list(names))
    return {names[name]: row_id for name, row_id in A.select(A.name, A.id).where(mine).tuples()}
