"""What is installed is whole: the wheel, outside the checkout, with every file the program needs."""

import ast
import lzma
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from resources.build_locale import LOCALE, merge

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = ("desktop", "ui", "services", "models", "printing", "resources")
SAMPLE = ROOT / ".cache" / "sample.db"
NOT_SHIPPED = {".po", ".pyc", ".mo"}


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; its whole output is in the failure when it fails."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "PACKDESK"))}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=clean,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from a copy of the sources that holds no compiled catalogue."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__", "LC_MESSAGES"))
    for name in ("pyproject.toml", "setup.py", "README.md"):
        shutil.copy(ROOT / name, source)
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", out, ".", cwd=source)
    (built,) = out.glob("packdesk-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment with the wheel; only the libraries come from this one."""
    home = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", home / "venv", cwd=home)
    programs = home / "venv" / "bin"
    (site,) = (home / "venv" / "lib").glob("python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    target = ("--python", programs / "python")
    run(sys.executable, "-m", "pip", *target, "install", "-q", "--no-deps", "--no-index", wheel, cwd=home)
    if SAMPLE.is_file():  # an installation holds it too, and making it anew takes a minute
        with lzma.open(site / "resources" / "sample" / "sample.db.xz", "wb", preset=1) as packed:
            packed.write(SAMPLE.read_bytes())
    return programs


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in NOT_SHIPPED
    }
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert ours <= names, f"missing in the wheel: {sorted(ours - names)}"
    assert {Path(name).suffix for name in names - ours} == {".mo"}
    assert {".ttf", ".svg", ".json", ".py"} <= {Path(name).suffix for name in names}


def test_the_build_compiles_a_catalogue_for_each_language(wheel: Path) -> None:
    languages = {folder.name for folder in (ROOT / "resources" / "locale").iterdir() if folder.is_dir()}
    compiled = {f"resources/locale/{language}/LC_MESSAGES/packdesk.mo" for language in languages}
    assert {name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".mo")} == compiled
    assert "zh_CN" in languages


def test_the_installed_program_is_not_the_checkout(installed: Path) -> None:
    code = f"import {', '.join(PACKAGES)}; print(*(each.__file__ for each in ({', '.join(PACKAGES)})), sep='\\n')"
    for place in run(installed / "python", "-c", code, cwd=installed).splitlines():
        assert Path(place).is_relative_to(installed.parent)


def test_the_installed_program_speaks_chinese(installed: Path) -> None:
    texts = {each.id: each.string for each in merge(LOCALE / "zh_CN") if isinstance(each.id, str) and each.id}
    english, chinese = next((text, said) for text, said in texts.items() if text != said)
    code = f"from resources.i18n import translator; print(ascii(translator('zh_CN')({english!r})))"
    assert run(installed / "python", "-c", code, cwd=installed).strip() == ascii(chinese)


def test_the_installed_program_passes_its_self_test(installed: Path) -> None:
    run(installed / "packdesk", "selftest", cwd=installed)


def imported(path: Path) -> set[str]:
    """The top names of what a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


def test_the_program_imports_only_what_it_declares() -> None:
    tools = {"build_locale.py", "cut_fonts.py"}  # run by developers and the build, never by the program
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if path.name not in tools]
    names = set.union(*map(imported, modules)) - set(sys.stdlib_module_names) - set(PACKAGES)
    declared = {canonicalize_name(Requirement(each).name) for each in PROJECT["project"]["dependencies"]}
    holders = packages_distributions()
    declared.add("shiboken6")  # PySide6's own other half
    strange = {name for name in names if not declared & {canonicalize_name(each) for each in holders.get(name, [])}}
    assert not strange, f"add to pyproject.toml: {sorted(strange)}"
    assert names >= {"PySide6", "peewee", "reportlab"}


def locked(name: str) -> dict[str, str]:
    """Package -> version of a lock file."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pins = [line.split(";")[0].strip().split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(package): version for package, version in pins}


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["project"]["optional-dependencies"]["dev"]),
        ("requirements-dev.lock", PROJECT["build-system"]["requires"]),
    ],
)
def test_each_requirement_is_locked_within_its_range(lock: str, requirements: list[str]) -> None:
    versions = locked(lock)
    for requirement in map(Requirement, requirements):
        version = versions.get(canonicalize_name(requirement.name), "none")
        assert version != "none", f"{requirement} is not in {lock}: run `make lock`"
        assert requirement.specifier.contains(version), f"{lock} has {version} for {requirement}: run `make lock`"


def test_both_locks_hold_the_same_versions() -> None:
    program, developer = locked("requirements.lock"), locked("requirements-dev.lock")
    assert program.items() <= developer.items()


def test_qt_is_held_where_emitting_signals_is_sound() -> None:
    requirements = set(PROJECT["project"]["dependencies"])
    assert {"PySide6-Essentials~=6.11.1", "PySide6-Addons~=6.11.1"} <= requirements
    for package in ("pyside6-essentials", "pyside6-addons", "shiboken6"):
        assert locked("requirements.lock")[package].startswith("6.11.")
