"""Merge the catalogue fragments of each language into the one binary catalogue the program loads."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"


def merge(folder: Path) -> Catalog:
    """All translated messages of `folder/*.po`. Raises ValueError when two fragments translate one text differently."""
    whole = Catalog(locale=folder.name, domain="packdesk")
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            part = read_po(file, locale=folder.name, abort_invalid=True)
        for message in part:
            if message.id and is_translated(message) and not message.fuzzy:
                _add(whole, message, path.name)
    return whole


def _add(whole: Catalog, message: Message, fragment: str) -> None:
    one = message.id if isinstance(message.id, str) else message.id[0]
    known = whole.get(one, message.context)
    if known is None:
        whole.add(message.id, message.string, context=message.context)
    elif (known.id, known.string) != (message.id, message.string):
        raise ValueError(f"{fragment}: {message.id!r} is {message.string!r} here and {known.string!r} elsewhere")


def is_translated(message: Message) -> bool:
    """Whether every form of the message has its text."""
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


def build(locale: Path = LOCALE, target: Path | None = None) -> list[Path]:
    """Write `<language>/LC_MESSAGES/packdesk.mo` under `target` (default `locale`) and return the files written."""
    written = []
    for folder in sorted(path for path in locale.iterdir() if path.is_dir()):
        compiled = (target or locale) / folder.name / "LC_MESSAGES" / "packdesk.mo"
        compiled.parent.mkdir(parents=True, exist_ok=True)
        whole = merge(folder)
        with compiled.open("wb") as file:
            write_mo(file, whole)
        written.append(compiled)
    return written


if __name__ == "__main__":
    for path in build():
        sys.stdout.write(f"{path.relative_to(LOCALE)}\n")
