"""The windows.

PySide reads the source of every module that is imported after it, and keeps it, to see whether that might want its
optional features (`from __feature__ import ...`). Nothing here does: 10 MB and a tenth of the importing time.
"""

import linecache
import sys

import PySide6.QtCore  # noqa: F401 - brings what is switched off here

_features = sys.modules.get("shibokensupport.feature")
if hasattr(_features, "_mod_uses_pyside"):
    setattr(_features, "_mod_uses_pyside", lambda _module: True)  # noqa: B010 - the module is not known to mypy
    linecache.clearcache()  # of what was imported before
