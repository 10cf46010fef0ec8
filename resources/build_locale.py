"""Merge the catalogue fragments of each language into the one binary catalogue the program loads."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"


def merge(folder: Path) -> Catalog:
    """All messages of `folder/*.po`. Raises ValueError when two fragments translate one text differently."""
    whole = Catalog(locale=folder.name, domain="packdesk")
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            part = read_po(file, locale=folder.name)
        for message in part:
            if not message.id or not message.string or message.fuzzy:
                continue
            known = whole.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            if known is not None and known.string != message.string:
                raise ValueError(f"{path.name}: {message.id!r} is {message.string!r} here and {known.string!r} elsewhere")
            whole.add(message.id, message.string, context=message.context)
    return whole


def build(locale: Path = LOCALE) -> list[Path]:
    """Write `LC_MESSAGES/packdesk.mo` for each language folder and return the files written."""
    written = []
    for folder in sorted(path for path in locale.iterdir() if path.is_dir()):
        target = folder / "LC_MESSAGES" / "packdesk.mo"
        target.parent.mkdir(exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, merge(folder))
        written.append(target)
    return written


if __name__ == "__main__":
    for path in build():
        sys.stdout.write(f"{path.relative_to(LOCALE)}\n")
