"""The installer from the folder: the exact list of its files, the NSIS script, the signature where one can be made."""

from pathlib import Path

from installer import about, signing
from installer.tools import BUNDLE, CACHE, DIST, HERE, ROOT, run, say


def make_setup(version: str = about.VERSION, *, quick: bool = False, folder: Path = BUNDLE) -> Path:
    """The installer of that version; `quick` packs less tightly, for trials."""
    say(f"installer of version {version}")
    work = CACHE / "setup"
    work.mkdir(parents=True, exist_ok=True)
    listed = work / "files.nsh"
    kilobytes = write_list(folder, listed)
    out = (work if quick else DIST) / f"packdesk-{version}-setup.exe"
    out.parent.mkdir(parents=True, exist_ok=True)
    given = {
        "VERSION": version, "VERSION4": ".".join(map(str, about.numbers(version))), "FILES": listed, "OUT": out,
        "SIZE_KB": kilobytes, "ICON": about.icon(work),
    }  # fmt: skip
    more = ["-DQUICK"] if quick else []
    if signing.signs():
        more.append(f"-DSIGN={signing.command()}")
    run(
        "makensis",
        "-V2",
        "-WX",  # a warning is a text or a page that is missing
        "-INPUTCHARSET",
        "UTF8",
        *(f"-D{k}={v}" for k, v in given.items()),
        *more,
        HERE / "packdesk.nsi",
        cwd=ROOT,
    )
    signing.sign(out)
    return out


def write_list(folder: Path, out: Path) -> int:
    """Every file and folder of the program, as NSIS puts it down and takes it away; returns the kilobytes.

    The uninstaller removes exactly these, and folders that are empty then: what somebody else put there stays.
    """
    put, take, folders, size = [], [], [], 0
    for path in sorted([folder, *(each for each in folder.rglob("*") if each.is_dir())]):
        inside = "".join(f"\\{part}" for part in path.relative_to(folder).parts)
        files = sorted(each for each in path.iterdir() if each.is_file())
        folders.append(inside)
        if files:
            put.append(f'SetOutPath "$INSTDIR{inside}"')
        for each in files:
            put.append(f'File "{each}"')
            take.append(f'Delete "$INSTDIR{inside}\\{each.name}"')
            size += each.stat().st_size
    empty = [f'RMDir "$INSTDIR{inside}"' for inside in sorted(folders, key=lambda name: -name.count("\\")) if inside]
    out.write_text(
        "\n".join(["!macro PUT_FILES", *put, "!macroend", "!macro TAKE_FILES", *take, *empty, "!macroend", ""]), "utf-8"
    )
    return size // 1024


def sign_programs(folder: Path = BUNDLE) -> None:
    """Both programs, before they are packed."""
    for program in ("packdesk.exe", "packdesk-cli.exe"):
        signing.sign(folder / program)


if __name__ == "__main__":
    sign_programs()
    make_setup()
