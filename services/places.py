"""The locations goods move between: the fixed ones of every company, and the kind of each."""

import re

from models.base import db
from models.statement import Statement
from models.stock import Location
from services.errors import Refusal
from services.unit import Created, Unit, use_case

# Where goods count as the company's own, and where they can be promised from.
OWN = frozenset({"receiving", "bin", "quarantine", "staging"})
PROMISABLE = frozenset({"receiving", "bin"})
# Where a keeper's hands reach; staging belongs to the bench, and what left is tracked by its delivery.
STORED = frozenset({"receiving", "bin", "quarantine"})
# What holds others in the tree and no goods of its own.
GROUPS = frozenset({"zone", "aisle"})

# code, kind and place in the walking order of what every company has.
FIXED = (
    ("SUPPLIER", "supplier", 0),
    ("RECEIVING", "receiving", 9000),
    ("QUARANTINE", "quarantine", 9100),
    ("STAGING", "staging", 9200),
    ("TRANSIT", "transit", 0),
    ("CUSTOMER", "customer", 0),
    ("LOSS", "loss", 0),
)
ADDABLE = STORED | GROUPS
FIXED_CODES = frozenset(code for code, _kind, _walk in FIXED)
# Codes are printed as bars, and a scanner may stand on any keyboard layout.
CODE = re.compile(r"[0-9A-Z]+(-[0-9A-Z]+)*")
LONGEST_CODE = 30
# A place lies only in one of a lower rank: aisles in zones, bins in aisles or zones.
_RANK = {"zone": 0, "aisle": 1}

_KINDS = Statement(lambda: Location.select(Location.id, Location.kind, Location.code))
_known: dict[int, tuple[object, dict[int, str], dict[str, int]]] = {}


def _load() -> tuple[object, dict[int, str], dict[str, int]]:
    rows = _KINDS.rows()
    fixed = {kind: i for i, kind, code in rows if code == kind.upper()}
    _known[0] = (db.obj, {i: kind for i, kind, _code in rows}, fixed)
    return _known[0]


def kind_of(location_id: int) -> str:
    """The kind of a location; it never changes, so it is remembered. Refuses bad_place for one that is unknown."""
    known = _known.get(0)
    if known is None or known[0] is not db.obj or location_id not in known[1]:
        known = _load()
    if location_id not in known[1]:
        raise Refusal("bad_place")
    return known[1][location_id]


def place(kind: str) -> int:
    """The id of the company's one location of a fixed kind, such as staging or transit."""
    known = _known.get(0)
    if known is None or known[0] is not db.obj or kind not in known[2]:
        known = _load()
    return known[2][kind]


def add_fixed() -> None:
    """Make the locations of FIXED where they are missing."""
    for code, kind, walk in FIXED:
        Location.get_or_create(code=code, defaults={"kind": kind, "walk": walk, "name": ""})
    _known.clear()


def check_storable(location_id: int) -> None:
    """Refuses bad_place where a keeper can put nothing, place_inactive for one that is no longer used."""
    row = Location.get_or_none(Location.id == location_id)
    if row is None or row.kind not in STORED:
        raise Refusal("bad_place")
    if not row.active:
        raise Refusal("place_inactive", code_value=row.code)


def clean_code(code: str) -> str:
    """A code as it is kept. Refuses empty_code, bad_bin_code."""
    code = code.strip().upper()
    if not code:
        raise Refusal("empty_code")
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise Refusal("bad_bin_code", code_value=code)
    return code


def rank(kind: str) -> int:
    return _RANK.get(kind, 2)


def check_parent(kind: str, parent_id: int | None) -> None:
    """Refuses bad_parent unless that place can hold one of this kind."""
    if parent_id is None:
        return
    parent = Location.get_or_none(Location.id == parent_id)
    if parent is None or parent.kind not in GROUPS or rank(parent.kind) >= rank(kind):
        raise Refusal("bad_parent")


@use_case("bins.add", right="products.edit")
def add_bin(
    u: Unit, code: str, walk: int, kind: str = "bin", name: str = "", parent_id: int | None = None
) -> Created:
    """Add a bin, or a zone or aisle for others, at its place in the walking order.

    Refuses empty_code, bad_bin_code, code_taken, bad_kind, bad_parent.
    """
    code = clean_code(code)
    if kind not in ADDABLE:
        raise Refusal("bad_kind", kind=kind)
    if Location.get_or_none(Location.code == code):
        raise Refusal("code_taken", code_value=code)
    check_parent(kind, parent_id)
    location = Location.create(code=code, kind=kind, walk=walk, name=name.strip(), parent=parent_id)
    u.about("location", location.id, code=code)
    u.topics.add("stock")
    return Created(location.id)
