"""What the Windows programs and the installer say about themselves, all from pyproject.toml and one drawing."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
VERSION: str = PROJECT["version"]
NAME = "Packdesk"
DRAWING = ROOT / "resources" / "look" / "packdesk.svg"
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)


def numbers(version: str = VERSION) -> tuple[int, int, int, int]:
    """A version as Windows counts: four numbers."""
    parts = [int(part) for part in version.split(".")[:3]]
    first, second, third = (*parts, 0, 0, 0)[:3]
    return first, second, third, 0


def dependencies() -> list[str]:
    """The names of the packages that the program is made of."""
    return [re.split(r"[\[~=<>]", each)[0] for each in PROJECT["dependencies"]]


def metadata(folder: Path) -> Path:
    """A file METADATA, from which the program learns its version as an installed one does."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "METADATA"
    path.write_text(f"Metadata-Version: 2.1\nName: packdesk\nVersion: {VERSION}\n", "utf-8")
    return path


def notices(folder: Path) -> Path:
    """The licences of the Python packages of this environment, as each ships its own."""
    told = []
    for each in sorted(distributions(), key=lambda found: found.name.lower()):
        papers = [
            path for path in each.files or () if re.search(r"licen[cs]e|copying|notice", path.name, re.IGNORECASE)
        ]
        texts = [path.read_text("utf-8") for path in papers if path.suffix in ("", ".txt", ".md", ".rst")]
        told.append(
            "\n\n".join([f"==== {each.name} {each.version}", str(each.metadata["License-Expression"] or ""), *texts])
        )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "packages.txt"
    path.write_text("\n\n".join(told), "utf-8")
    return path


def version_resource(folder: Path, program: str) -> Path:
    """PyInstaller's version file for an exe."""
    said = {
        "CompanyName": NAME, "FileDescription": NAME if program == "packdesk" else f"{NAME} (command line)",
        "FileVersion": VERSION, "ProductName": NAME, "ProductVersion": VERSION, "OriginalFilename": f"{program}.exe",
    }  # fmt: skip
    strings = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in said.items())
    path = folder / f"{program}-version.txt"
    path.write_text(
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers()}, prodvers={numbers()}), kids=[\n"
        f"  StringFileInfo([StringTable('040904B0', [{strings}])]),\n"
        "  VarFileInfo([VarStruct('Translation', [0x409, 1200])])])\n",
        "utf-8",
    )
    return path


def icon(folder: Path) -> Path:
    """The drawing at the sizes that Windows asks for, in one .ico file."""
    from PIL import Image
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    def drawn(size: int) -> Image.Image:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        QSvgRenderer(str(DRAWING)).render(painter)
        painter.end()
        png = folder / f"packdesk-{size}.png"
        image.save(str(png))
        return Image.open(png)

    pictures = [drawn(size) for size in SIZES]
    path = folder / "packdesk.ico"
    pictures[-1].save(path, sizes=[(size, size) for size in SIZES], append_images=pictures[:-1])
    return path
