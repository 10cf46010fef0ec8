"""The house rules that a reader would otherwise have to hold by hand."""

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("desktop", "ui", "services", "models", "printing", "resources", "benchmarks")
MODULES = sorted(path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MIGRATIONS = "models/migrations/"  # written by the migration tool, and never changed again once released
FUNCTION_LINES, MODULE_LINES = 60, 500
FUNCTION_MOST, MODULE_MOST = 25, 300  # nine in ten are no longer
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(slots=True)
class Facts:
    """What one walk over a module finds: lines of functions and of the module, and the lines where something stands."""

    lines: int
    functions: list[tuple[str, int]] = field(default_factory=list)
    inner_imports: list[str] = field(default_factory=list)
    swallowed: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    waited: list[str] = field(default_factory=list)


@cache
def facts(module: str) -> Facts:
    text = (ROOT / module).read_text("utf-8")
    found = Facts(len(text.splitlines()))
    package = module.rpartition("/")[0].replace("/", ".")
    for node in ast.walk(ast.parse(text)):
        place = f"{module}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, FUNCTIONS):
            found.functions.append((f"{place} {node.name}", (node.end_lineno or 0) - node.lineno + 1))
        elif isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith(package)):
            found.inner_imports.append(place)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
            found.printed.append(place)
        elif isinstance(node, ast.Attribute) and node.attr in {"sleep", "processEvents"}:
            found.waited.append(place)
        if swallows(node):
            found.swallowed.append(place)
    return found


def ninth_tenth(sizes: list[int]) -> int:
    return sorted(sizes)[len(sizes) * 9 // 10]


def test_the_walk_found_the_code() -> None:
    assert len(MODULES) > 50
    assert {module.split("/")[0] for module in MODULES} >= {"desktop", "ui", "services", "models", "printing"}


def test_functions_and_modules_stay_short() -> None:
    modules = [module for module in MODULES if not module.startswith(MIGRATIONS)]
    long = [f"{module}: {facts(module).lines} lines" for module in modules if facts(module).lines > MODULE_LINES]
    sizes = [each for module in modules for each in facts(module).functions]
    long += [f"{place}: {count} lines" for place, count in sizes if count > FUNCTION_LINES]
    assert not long, "\n".join(long)
    assert ninth_tenth([count for _place, count in sizes]) <= FUNCTION_MOST
    assert ninth_tenth([facts(module).lines for module in modules]) <= MODULE_MOST


def test_packages_import_none_of_their_parts() -> None:
    """Two threads that load such a package at once, each from another end, find it half made: a KeyError of import."""
    wrong = [each for module in MODULES if module.endswith("/__init__.py") for each in facts(module).inner_imports]
    assert not wrong, "\n".join(wrong)


def test_no_error_is_swallowed() -> None:
    """`except Exception: pass`, `suppress(Exception)` and the like hide bugs; naming the expected error does not."""
    wrong = [each for module in MODULES for each in facts(module).swallowed]
    assert not wrong, "\n".join(wrong)


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
    modules = [module for module in MODULES if not module.startswith(("desktop/", "benchmarks/"))]
    wrong = [each for module in modules for each in facts(module).printed]
    assert not wrong, "\n".join(wrong)


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
    wrong = [each for module in MODULES if module.startswith("ui/") for each in facts(module).waited]
    assert not wrong, "\n".join(wrong)


def test_every_make_target_stands_in_the_table_for_developers() -> None:
    (targets,) = re.findall(r"^\.PHONY: (run .+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    told = re.findall(r"^\| `make ([a-z-]+)` \|", (ROOT / "docs/development.md").read_text("utf-8"), re.MULTILINE)
    assert set(targets.split()) - set(told) == {"rules"}, "`rules` is part of test and lint"
    assert set(told) <= set(targets.split())
