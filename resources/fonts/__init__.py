"""The typeface of paper and screen: Noto Sans SC (OFL.txt), cut by cut_fonts.py to GBK, Latin-1 and symbols."""

from importlib.resources import files
from pathlib import Path

FAMILY = "Noto Sans SC"
_FOLDER = Path(str(files("resources"))) / "fonts"
REGULAR = _FOLDER / "NotoSansSC-Regular.ttf"
BOLD = _FOLDER / "NotoSansSC-Bold.ttf"
