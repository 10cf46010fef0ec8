"""Cut Noto Sans SC down to the characters that Chinese trade papers use.

Needs fonttools, which the program itself does not: `python resources/fonts/cut_fonts.py FOLDER`, where FOLDER holds
the static TrueType files NotoSansSC_400Regular.ttf and NotoSansSC_700Bold.ttf (npm package
@expo-google-fonts/noto-sans-sc).
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

WEIGHTS = {"NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf", "NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf"}
SYMBOLS = "¥€£×÷±·•…–—‘’“”‰′″℃℉№™←↑→↓√≈≠≤≥①②③④⑤⑥⑦⑧⑨⑩■□▲△◆◇○●★☆✓〇〓㎎㎏㎜㎝㎞㎡㏄Ωμ"


def wanted() -> set[int]:
    """Code points of GBK (which holds ASCII, GB 2312 and all of 20,902 Han), Latin-1 and the symbols above."""
    rows = (bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF) if trail != 0x7F)
    gbk = {ord(character) for pair in rows if len(character := pair.decode("gbk", "ignore")) == 1}
    return gbk | set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | {ord(character) for character in SYMBOLS}


def cut(source: Path, target: Path) -> None:
    """Write the part of `source` that `wanted` names; no hinting, no layout tables: glyphs are placed 1:1."""
    options = Options(hinting=False, layout_features=[], notdef_outline=True, recalc_timestamp=False, glyph_names=False)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "STAT", "DSIG"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    font.save(target)


if __name__ == "__main__":
    for name, short in WEIGHTS.items():
        found = next(Path(sys.argv[1]).rglob(name))
        cut(found, Path(__file__).with_name(short))
        sys.stdout.write(f"{short}\n")
