"""The carriers that most companies here send with: their number patterns, hotlines, services and tracking pages."""

import csv
from dataclasses import dataclass
from importlib.resources import files

from models.parties import Carrier
from services.errors import Refusal
from services.unit import Unit, use_case

TRACK_PAGE = "https://www.kuaidi100.com/chaxun?com={code}&nu={{number}}"


@dataclass(frozen=True, slots=True)
class Added:
    """How many carriers are new, and how many were there."""

    added: int
    known: int


def usual() -> list[dict[str, str]]:
    """The rows of resources/carriers.csv."""
    text = (files("resources") / "carriers.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@use_case("carrier.usual", right="settings.change")
def add_usual_carriers(u: Unit, language: str = "zh_CN") -> Added:
    """Add the usual carriers whose code is not here yet, with own vehicle and pick-up; those here stay as they are.

    Refuses nothing_to_add.
    """
    there = {code for (code,) in Carrier.select(Carrier.code).tuples()}
    rows = usual()
    missing = [row for row in rows if row["code"] not in there]
    if not missing:
        raise Refusal("nothing_to_add")
    for row in missing:
        Carrier.create(
            code=row["code"], name=row["name_en"] if language == "en" else row["name"], pattern=row["pattern"],
            phone=row["phone"], services="\n".join(filter(None, row["services"].split(";"))),
            track_url=TRACK_PAGE.format(code=row["track_code"]) if row["track_code"] else "",
        )  # fmt: skip
    u.about("carrier", None, added=[row["code"] for row in missing])
    u.topics.add("carriers")
    return Added(len(missing), len(rows) - len(missing))
