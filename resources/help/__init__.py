"""What stands on the page for F1: `en/orders.md` and `zh_CN/orders.md` for the window `orders`, `news.md` per version.

A page is a paragraph on what the window is for, then the first steps as a numbered list. News are versions, newest
first, `## 0.2.0` with a list of what is new in each.
"""

import re
from dataclasses import dataclass
from importlib.resources import files

from resources.i18n import STRAIGHT

STEP = re.compile(r"\d+\. (.+)")


@dataclass(frozen=True, slots=True)
class Page:
    what: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class News:
    version: str
    points: tuple[str, ...]


def page(window: str, language: str) -> Page | None:
    """The page of a window; None where there is none."""
    text = _text(window, language)
    if text is None:
        return None
    lines = text.splitlines()
    return Page(lines[0], tuple(found[1] for line in lines[1:] if (found := STEP.fullmatch(line))))


def news(language: str) -> tuple[News, ...]:
    """What each version brought, the newest first."""
    found: list[News] = []
    for part in (_text("news", language) or "").split("## ")[1:]:
        version, *lines = part.splitlines()
        found.append(News(version.strip(), tuple(line[2:].strip() for line in lines if line.startswith("- "))))
    return tuple(found)


def _text(name: str, language: str) -> str | None:
    place = files("resources") / "help" / language / f"{name}.md"
    text = place.read_text("utf-8") if place.is_file() else None
    return text.translate(STRAIGHT) if text and language == "en" else text
