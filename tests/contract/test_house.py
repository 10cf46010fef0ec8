"""The house rules that a reader would otherwise have to hold by hand."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("desktop", "ui", "services", "models", "printing", "resources", "benchmarks")
MODULES = sorted(path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MIGRATIONS = "models/migrations/"  # written by the migration tool, and never changed again once released
FUNCTION_LINES, MODULE_LINES = 60, 500
FUNCTION_MOST, MODULE_MOST = 25, 300  # nine in ten are no longer
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text("utf-8"))


def functions(module: str) -> list[tuple[str, int]]:
    """(place, lines) of each function in the module, decorators not counted."""
    found = [node for node in ast.walk(tree(module)) if isinstance(node, FUNCTIONS)]
    return [(f"{module}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1) for node in found]


def ninth_tenth(sizes: list[int]) -> int:
    return sorted(sizes)[len(sizes) * 9 // 10]


def test_the_walk_found_the_code() -> None:
    assert len(MODULES) > 50
    assert {module.split("/")[0] for module in MODULES} >= {"desktop", "ui", "services", "models", "printing"}


@pytest.mark.parametrize("package", PACKAGES)
def test_functions_and_modules_stay_short(package: str) -> None:
    modules = [module for module in MODULES if module.startswith(f"{package}/") and not module.startswith(MIGRATIONS)]
    lines = {module: len((ROOT / module).read_text("utf-8").splitlines()) for module in modules}
    long = [f"{module}: {count} lines" for module, count in lines.items() if count > MODULE_LINES]
    long += [
        f"{place}: {count} lines" for each in modules for place, count in functions(each) if count > FUNCTION_LINES
    ]
    assert not long, "\n".join(long)


def test_nine_in_ten_functions_and_modules_are_shorter_still() -> None:
    modules = [module for module in MODULES if not module.startswith(MIGRATIONS)]
    assert ninth_tenth([count for module in modules for _place, count in functions(module)]) <= FUNCTION_MOST
    assert ninth_tenth([len((ROOT / module).read_text("utf-8").splitlines()) for module in modules]) <= MODULE_MOST


def test_packages_import_none_of_their_parts() -> None:
    """Two threads that load such a package at once, each from another end, find it half made: a KeyError of import."""
    wrong = []
    for module in (each for each in MODULES if each.endswith("/__init__.py")):
        package = module.removesuffix("/__init__.py").replace("/", ".")
        nodes = [node for node in ast.walk(tree(module)) if isinstance(node, ast.ImportFrom)]
        wrong += [f"{module}:{node.lineno}" for node in nodes if node.level or (node.module or "").startswith(package)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_error_is_swallowed(package: str) -> None:
    """`except Exception: pass`, `suppress(Exception)` and the like hide bugs; naming the expected error does not."""
    wrong = [
        f"{module}:{node.lineno}"
        for module in MODULES
        if module.startswith(f"{package}/")
        for node in ast.walk(tree(module))
        if swallows(node)
    ]
    assert not wrong, wrong


def swallows(node: ast.AST) -> bool:
    if isinstance(node, ast.ExceptHandler):
        idle = all(isinstance(line, (ast.Pass, ast.Continue, ast.Break)) for line in node.body)
        return idle and (node.type is None or catches_all(node.type))
    if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "suppress":
        return any(catches_all(each) for each in node.args)
    return False


def catches_all(kind: ast.expr) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(getattr(each, "id", "") in {"Exception", "BaseException"} for each in kinds)


def test_only_the_command_line_and_the_benchmarks_print() -> None:
    wrong = [
        f"{module}:{node.lineno}"
        for module in MODULES
        if not module.startswith(("desktop/", "benchmarks/"))
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert not wrong, wrong


def test_nothing_is_left_to_do_later() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
    wrong = [
        f"{module}:{number}: {line.strip()}"
        for module in MODULES
        for number, line in enumerate((ROOT / module).read_text("utf-8").splitlines(), 1)
        if mark.search(line)
    ]
    assert not wrong, "\n".join(wrong)


def test_windows_make_no_work_on_the_clock() -> None:
    """A sleep, or a nested event loop, holds the window or lets it be re-entered."""
    wrong = [
        f"{module}:{node.lineno}"
        for module in MODULES
        if module.startswith("ui/")
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute) and node.attr in {"sleep", "processEvents"}
    ]
    assert not wrong, wrong


def test_every_make_target_stands_in_the_table_for_developers() -> None:
    (targets,) = re.findall(r"^\.PHONY: (run .+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    told = re.findall(r"^\| `make ([a-z-]+)` \|", (ROOT / "docs/development.md").read_text("utf-8"), re.MULTILINE)
    assert set(targets.split()) - set(told) == {"rules"}, "`rules` is part of test and lint"
    assert set(told) <= set(targets.split())
