"""`make windows`: from the checkout to the folder and the installer, on Debian under Wine. No step by hand.

Downloads and what is made of them are kept in .cache/windows; the results lie in dist/windows.
"""

import sys

from installer import about
from installer.audit import problems
from installer.setup_exe import make_setup, sign_programs
from installer.signing import signs
from installer.tools import BUNDLE, CACHE, DIST, ROOT, Failed, install_packages, say
from installer.windows_python import make_python
from installer.wine import Wine


def main() -> int:
    try:
        make()
    except Failed as error:
        sys.stderr.write(f"windows: {error}\n")
        return 1
    return 0


def make() -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    install_packages()
    python = make_python()
    with Wine() as wine:
        say("PyInstaller")
        text = wine.must(
            python / "python.exe", "-m", "PyInstaller", "--noconfirm", "--distpath", wine.windows_path(DIST),
            "--workpath", wine.windows_path(CACHE / "build"), "build.spec", cwd=ROOT, seconds=5400,
        )  # fmt: skip
        (CACHE / "pyinstaller.log").write_text(text, "utf-8")
        say("every import of every DLL")
        count, wrong = problems(BUNDLE, wine.system)
    if wrong:
        raise Failed("\n".join(wrong))
    sign_programs()
    setup = make_setup()
    signed = "signed" if signs() else "NOT signed: no certificate in PACKDESK_CERTIFICATE"
    size = sum(path.stat().st_size for path in BUNDLE.rglob("*") if path.is_file())
    say(f"{BUNDLE.relative_to(ROOT)}: {size / 1e6:.0f} MB, {count} programs and libraries, all imports there")
    say(f"{setup.relative_to(ROOT)}: {setup.stat().st_size / 1e6:.1f} MB, version {about.VERSION}, {signed}")


if __name__ == "__main__":
    sys.exit(main())
