"""A SQLite file opened for reading alone, whatever signs its path is made of."""

import sqlite3
from pathlib import Path
from urllib.parse import quote


def read_only(path: Path, *, still: bool = False) -> sqlite3.Connection:
    """A connection that changes nothing. `still` says that nobody else does either: then nothing is put beside the
    file, which may lie where this person must not write."""
    # SQLite takes no server's name in an address, so that of \\server\share goes into the path.
    name = quote(path.absolute().as_posix())
    address = f"file://{name}" if name.startswith("/") else f"file:///{name}"
    return sqlite3.connect(f"{address}?mode=ro{'&immutable=1' if still else ''}", uri=True)
