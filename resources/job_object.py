"""Windows' own limit on what a process may take: a job object around the process that calls.

Elsewhere a process has resource limits; Windows has jobs. Past the limit an allocation fails, as it does elsewhere. The
process can start no other, and no window of Windows asks what to do when it ends badly.
"""

import ctypes
import sys
from ctypes import wintypes

_PROCESS_MEMORY, _ACTIVE_PROCESSES, _NO_DIALOG = 0x100, 0x8, 0x400
_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation


class BasicLimits(ctypes.Structure):
    _fields_ = (
        ("process_time", wintypes.LARGE_INTEGER), ("job_time", wintypes.LARGE_INTEGER), ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t), ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32), ("affinity", ctypes.c_size_t), ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )  # fmt: skip


class ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("basic", BasicLimits), ("io", ctypes.c_ulonglong * 6), ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t), ("peak_process", ctypes.c_size_t), ("peak_job", ctypes.c_size_t),
    )  # fmt: skip


def limits(memory: int) -> ExtendedLimits:
    """What is asked of Windows: so many bytes, no further process, no window."""
    made = ExtendedLimits()
    made.basic.flags = _PROCESS_MEMORY | _ACTIVE_PROCESSES | _NO_DIALOG
    made.basic.active_processes = 1
    made.process_memory = memory
    return made


def limit_memory(memory: int) -> bool:
    """Put this process into a job that may take so many bytes; whether that was done."""
    if sys.platform != "win32":
        return False
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    job = kernel.CreateJobObjectW(None, None)  # kept for as long as the process is there
    asked = limits(memory)
    told = job and kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(asked), ctypes.sizeof(asked))
    return bool(told and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()))
