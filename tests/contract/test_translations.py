"""Every text a person can read has Chinese with the same placeholders, and is written so that it can be found."""

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po

from resources.build_locale import build, is_translated, merge

ROOT = Path(__file__).parents[2]
PACKAGES = ("desktop", "ui", "services", "printing", "models", "resources")
MODULES = [path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
FOLDERS = sorted({path.parent.as_posix() for path in MODULES})
OWN = {ROOT / "resources" / "i18n.py", ROOT / "resources" / "build_locale.py"}
CHINESE = ROOT / "resources" / "locale" / "zh_CN"
KEYWORDS = ("_", "N_", "ngettext", "words", "tr")  # `words` and `tr` are what a translator(language) is kept in
WIDGETS = {"QLabel", "QPushButton", "QAction", "QCheckBox", "QRadioButton", "QGroupBox"}
TEXTS = {"Text", "ToolTip", "PlaceholderText", "WindowTitle", "AccessibleName", "StatusTip", "Title"}
SHOWS_TEXT = WIDGETS | {f"set{each}" for each in TEXTS}


def sources(folder: str) -> list[Path]:
    """The modules right in this folder, but for the two that define and merge the catalogues."""
    return sorted(set((ROOT / folder).glob("*.py")) - OWN)


@cache
def texts_of(folder: str) -> dict[tuple[str, ...], str]:
    """Each text marked in the folder (singular, plural) -> where it stands."""
    found = {}
    for path in sources(folder):
        with path.open("rb") as file:
            for line, _function, message, _comments in extract_python(file, KEYWORDS, [], {"encoding": "utf-8"}):
                forms = message if isinstance(message, tuple) else (message,)
                texts = tuple(each for each in forms if isinstance(each, str) and each)
                if texts:
                    found.setdefault(texts, f"{path.relative_to(ROOT)}:{line}")
    return found


def all_texts() -> dict[tuple[str, ...], str]:
    return {text: place for folder in FOLDERS for text, place in texts_of(folder).items()}


@cache
def translations() -> dict[tuple[str, ...], tuple[str, ...]]:
    """The merged Chinese catalogue: (singular, plural) -> its forms."""
    return {tuple_of(each.id): tuple_of(each.string) for each in merge(CHINESE) if each.id and is_translated(each)}


def tuple_of(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}


@dataclass(slots=True)
class Faults:
    """What one walk over a module finds wrong with its texts."""

    pieces: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


@cache
def faults(module: Path) -> Faults:
    found = Faults()
    for node in ast.walk(ast.parse((ROOT / module).read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name, first = called(node), node.args[0] if node.args else None
            place = f"{module}:{node.lineno}: {name}()"
            if name in KEYWORDS and isinstance(first, ast.JoinedStr | ast.BinOp | ast.Call) and not is_marked(first):
                found.pieces.append(f"{place} needs one literal text; fill the placeholders outside")
            if name in SHOWS_TEXT and isinstance(first, ast.Constant) and is_words(first.value):
                found.unmarked.append(f"{place} shows {first.value!r}")
        elif isinstance(node, ast.Assign) and hides_a_translator(node):
            found.hidden.append(f"{module}:{node.lineno}")
    return found


def hides_a_translator(node: ast.Assign) -> bool:
    """Whether translator() is kept under a name that texts are not searched by."""
    made = getattr(getattr(node.value, "func", None), "id", "") == "translator"
    return made and any(getattr(each, "attr", getattr(each, "id", "")) not in KEYWORDS for each in node.targets)


def called(call: ast.Call) -> str:
    """The last name of a call's function: "setText" of `self._title.setText(...)`."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def is_marked(node: ast.expr) -> bool:
    """Whether it is a call that looks a marked text up: `_(title_of(kind))`, but not `_("...".format())`."""
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") not in {"format", "join"}


def is_words(value: object) -> bool:
    return isinstance(value, str) and sum(letter.isalpha() for letter in value) > 1


def test_every_text_has_chinese_with_the_same_placeholders() -> None:
    wrong = []
    for texts, place in all_texts().items():
        chinese = translations().get(texts)
        if chinese is None:
            wrong.append(f"{place}: no Chinese for {texts!r}")
            continue
        wanted = set.union(*map(placeholders, texts))
        wrong += [f"{place}: {form!r} lacks or adds a placeholder" for form in chinese if placeholders(form) != wanted]
    assert not wrong, "\n".join(wrong)


def test_texts_are_whole_sentences_with_named_placeholders() -> None:
    wrong = [each for module in MODULES if ROOT / module not in OWN for each in faults(module).pieces]
    wrong += [
        f"{place}: {texts!r} has a placeholder without a name"
        for texts, place in all_texts().items()
        if "" in set.union(*map(placeholders, texts))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_widget_is_given_a_text_that_is_not_marked() -> None:
    shown = [module for module in MODULES if module.parts[0] in {"ui", "desktop"}]
    wrong = [each for module in shown for each in faults(module).unmarked]
    assert not wrong, "\n".join(wrong)


def test_translators_are_kept_under_a_name_that_is_searched() -> None:
    wrong = [each for module in MODULES for each in faults(module).hidden]
    assert not wrong, f"keep it under one of {KEYWORDS}: {wrong}"


def test_the_walk_found_the_texts() -> None:
    assert len(all_texts()) > 20
    assert {place.split("/")[0] for place in all_texts().values()} >= {"printing", "ui"}


def test_no_fragment_holds_an_unfinished_or_unreadable_entry() -> None:
    for path in sorted(CHINESE.glob("*.po")):
        with path.open("rb") as file:
            entries = [each for each in read_po(file, locale="zh_CN", abort_invalid=True) if each.id]
        unfinished = [each.id for each in entries if each.fuzzy or not is_translated(each)]
        assert not unfinished, f"{path.name}: {unfinished}"


def test_no_translation_is_left_over() -> None:
    stale = sorted(set(translations()) - set(all_texts()))
    assert not stale


def write_fragment(folder: Path, name: str, entries: str) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(head + entries, "utf-8")


def test_two_different_translations_of_one_text_are_refused_by_name(tmp_path: Path) -> None:
    write_fragment(tmp_path / "zh_CN", "orders.po", 'msgid "Order"\nmsgstr "订单"\n')
    write_fragment(tmp_path / "zh_CN", "printing.po", 'msgid "Order"\nmsgstr "订货单"\n')
    with pytest.raises(ValueError, match=r"printing\.po: 'Order' is '订货单' here and '订单' elsewhere"):
        build(tmp_path)


def test_the_same_translation_in_two_fragments_is_one(tmp_path: Path) -> None:
    for name in ("orders.po", "printing.po"):
        write_fragment(tmp_path / "zh_CN", name, 'msgid "Order"\nmsgstr "订单"\n')
    (compiled,) = build(tmp_path, tmp_path / "out")
    assert compiled == tmp_path / "out" / "zh_CN" / "LC_MESSAGES" / "packdesk.mo"
    assert [(each.id, each.string) for each in merge(tmp_path / "zh_CN") if each.id] == [("Order", "订单")]


def test_a_text_with_and_without_plural_is_a_conflict(tmp_path: Path) -> None:
    write_fragment(tmp_path / "zh_CN", "a.po", 'msgid "{n} order"\nmsgstr "{n} 张订单"\n')
    write_fragment(tmp_path / "zh_CN", "b.po", 'msgid "{n} order"\nmsgid_plural "{n} orders"\nmsgstr[0] "{n} 张订单"\n')
    with pytest.raises(ValueError, match=r"b\.po"):
        build(tmp_path)
