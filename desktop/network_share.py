"""Whether a path lies on another computer: SQLite's locks do not hold there, and a database would be damaged."""

import os
import sys
from pathlib import Path

REMOTE = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs", "davfs", "ceph",
    "fuse.glusterfs", "glusterfs", "lustre", "beegfs", "fuse.gvfsd-fuse",
})  # fmt: skip
_DRIVE_REMOTE = 4


def on_network_share(path: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """True when `path`, which need not exist yet, is on a network drive."""
    if str(path).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes

        root = f"{path.resolve().drive}\\"
        return bool(ctypes.windll.kernel32.GetDriveTypeW(root) == _DRIVE_REMOTE)
    return _kind_of_mount(path.resolve(), mounts) in REMOTE


def _kind_of_mount(path: Path, mounts: Path) -> str:
    """The file system of the longest mount point above the path; "" where the system does not tell."""
    if not mounts.exists():
        return ""
    best, kind = -1, ""
    for line in mounts.read_text("utf-8", errors="replace").splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        # The kernel writes blanks in names as \040 and the like.
        where = os.fsencode(parts[1]).decode("unicode_escape", "replace")
        if path.is_relative_to(where) and len(where) > best:
            best, kind = len(where), parts[2]
    return kind
