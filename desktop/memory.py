"""Memory that the system's allocator would hold for nothing."""

import sys

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


def share_one_heap() -> None:
    """Let all threads take memory from one heap; call it before they start.

    glibc gives each thread heaps of its own, most of which stay empty: 11 MB for the threads of this program, whose
    interpreter lets one of them work at a time anyhow. Other systems do not.
    """
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if mallopt is not None:
        mallopt(_ARENA_MAX, 1)
