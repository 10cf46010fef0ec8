"""The company's label templates: the built-in ones, its own, every saved version of both, and which is used for what.

A built-in template that the company changed keeps its key; going back to it is one more version, so nothing is lost.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from models.base import reconnect
from models.driver import peewee
from models.paper import LabelTemplate
from models.people import User
from printing.errors import Unprintable
from printing.labels import builtin, fields
from printing.labels.layout import Layout, Picture, read_layout, write_layout
from services import pictures, settings
from services.errors import Refusal
from services.faults import translated
from services.unit import Unit, content_hash, encode, use_case

RIGHT = "settings.change"
KINDS = tuple(builtin.KEYS)
BUILTIN = {key: kind for kind, keys in builtin.KEYS.items() for key in keys}
MOST_TEMPLATES, MOST_VERSIONS = 200, 50


@dataclass(frozen=True, slots=True)
class Template:
    """A template as the list shows it. `version` 0 is the built-in that nobody changed; `used` where it is printed
    with unless another one is asked for; `paper` where its labels stand on sheets."""

    key: str
    kind: str
    name: str
    english: str
    size: str
    version: int
    builtin: bool
    used: bool
    paper: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One saved version; `plain` where it is the built-in as it comes."""

    version: int
    at: datetime
    who: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What a use case made: the key and the version that is in force now."""

    key: str
    version: int


def templates(kind: str = "") -> tuple[Template, ...]:
    """All templates or those of a kind, the built-in ones first; from a reader thread."""
    with translated():
        reconnect()
        return _templates(kind)


def _templates(kind: str = "") -> tuple[Template, ...]:
    newest = {row.key: row for row in _newest()}
    own = [key for key in newest if key not in BUILTIN]
    chosen = settings.get("labels.chosen")
    found = []
    for key in (*BUILTIN, *own):
        row = newest.get(key)
        of = BUILTIN.get(key) or newest[key].kind
        if kind in ("", of):
            layout = _layout(key, row.layout if row else "")
            version = row.version if row else 0
            used = key == chosen.get(of, builtin.KEYS[of][0])
            found.append(
                Template(key, of, layout.name, layout.english, layout.size, version, key in BUILTIN, used,
                         layout.paper is not None)
            )  # fmt: skip
    return tuple(found)


def _newest() -> list[Any]:
    """The row in force of each key that was ever saved, oldest key first."""
    T = LabelTemplate
    last = T.select(peewee.fn.MAX(T.id)).group_by(T.key)
    return list(T.select().where(T.id.in_(last)).order_by(T.id))


def _layout(key: str, text: str) -> Layout:
    return read_layout(text.encode()) if text else builtin.builtin(key)


def _row(key: str) -> Any:
    T = LabelTemplate
    return T.select().where(T.key == key).order_by(T.version.desc()).first()


def layout(key: str, version: int | None = None) -> Layout:
    """A template as it is in force, or one of its versions (0 the built-in); from a reader thread.

    Refuses unknown_template.
    """
    with translated():
        reconnect()
        if version is None:
            return in_force(key)
        if version == 0 and key in BUILTIN:
            return builtin.builtin(key)
        row = LabelTemplate.get_or_none((LabelTemplate.key == key) & (LabelTemplate.version == version))
        if row is None:
            raise Refusal("unknown_template")
        return _layout(key, row.layout)


def in_force(key: str) -> Layout:
    """For reads that are under way. Refuses unknown_template."""
    row = _row(key)
    if row is None and key not in BUILTIN:
        raise Refusal("unknown_template")
    return _layout(key, row.layout if row else "")


def versions(key: str) -> tuple[Version, ...]:
    """What was saved of a template, newest first; from a reader thread."""
    T = LabelTemplate
    with translated():
        reconnect()
        rows = (
            T.select(T.version, T.at, peewee.fn.COALESCE(User.name, ""), T.layout)
            .join(User, peewee.JOIN.LEFT_OUTER)
            .where(T.key == key)
            .order_by(T.version.desc())
            .tuples()
        )
        return tuple(Version(version, at, who, text == "") for version, at, who, text in rows)


def fitting(kind: str, asked: str) -> Layout:
    """The layout a label is printed in, for reads that are under way. `asked` is a template's key, or the size of
    the labels in the printer ("100x150"), or "".

    The company's choice for the kind goes first where its size is the one asked for, then the first template of that
    size; where none has it, the company's choice is printed all the same.
    """
    key = settings.get("labels.chosen").get(kind, builtin.KEYS[kind][0])
    if asked and asked != key:
        found = _templates(kind)
        named = next((each.key for each in found if each.key == asked), "")
        sized = [each for each in found if each.size == asked and not each.paper]
        used = next((each.key for each in sized if each.used), "")
        key = named or used or next((each.key for each in sized), key)
    try:
        return in_force(key)
    except Refusal:  # the chosen one was restored away with an older backup
        return builtin.usual(kind)


def is_known(kind: str, asked: str) -> bool:
    """Whether labels of a kind can be asked for so."""
    return not asked or any(asked in (each.key, each.size) for each in _templates(kind))


# changes


@use_case("label.add", right=RIGHT)
def add_template(u: Unit, layout: Layout) -> Saved:
    """A template of the company's own: new, a copy of another, or from a file.

    Refuses too_many_templates and what `sound` refuses.
    """
    layout = sound(layout)
    if LabelTemplate.select(LabelTemplate.key).distinct().count() >= MOST_TEMPLATES:
        raise Refusal("too_many_templates", most=MOST_TEMPLATES)
    key = f"own-{content_hash(u.call.request_id)[:8]}"
    return _add(u, key, 1, layout)


@use_case("label.save", right=RIGHT)
def save_template(u: Unit, key: str, version: int, layout: Layout) -> Saved:
    """A new version of a template; `version` is the one it was made from. Refuses unknown_template,
    changed_meanwhile, bad_kind, and what `sound` refuses."""
    layout = sound(layout)
    kind = _checked(key, version)
    if layout.kind != kind:
        raise Refusal("bad_kind", kind=layout.kind)
    return _add(u, key, version + 1, layout)


@use_case("label.reset", right=RIGHT)
def reset_template(u: Unit, key: str, version: int) -> Saved:
    """Back to the built-in, as one more version. Refuses unknown_template, changed_meanwhile, not_built_in."""
    _checked(key, version)
    if key not in BUILTIN:
        raise Refusal("not_built_in")
    return _add(u, key, version + 1, None)


@use_case("label.remove", right=RIGHT)
def remove_template(u: Unit, key: str) -> Saved:
    """Throw away a template of the company's own with all its versions. Refuses unknown_template, not_own,
    template_used."""
    row = _row(key)
    if key in BUILTIN:
        raise Refusal("not_own")
    if row is None:
        raise Refusal("unknown_template")
    if settings.get("labels.chosen").get(row.kind) == key:
        raise Refusal("template_used", name=row.name)
    LabelTemplate.delete().where(LabelTemplate.key == key).execute()
    _told(u, key, row.version, name=row.name, sha256=content_hash(row.layout))
    return Saved(key, 0)


@use_case("label.choose", right=RIGHT)
def choose_template(u: Unit, key: str) -> Saved:
    """Print labels of the template's kind with it from now on. Refuses unknown_template."""
    layout = in_force(key)
    chosen: dict[str, str] = dict(settings.get("labels.chosen"))
    chosen[layout.kind] = key
    settings.put("labels.chosen", chosen)
    row = _row(key)
    _told(u, key, row.version if row else 0, kind=layout.kind, name=layout.name)
    return Saved(key, row.version if row else 0)


def _checked(key: str, version: int) -> str:
    """The kind of a template whose newest version is `version`. Refuses unknown_template, changed_meanwhile."""
    row = _row(key)
    if row is None and key not in BUILTIN:
        raise Refusal("unknown_template")
    if version != (row.version if row else 0):
        raise Refusal("changed_meanwhile")
    return BUILTIN.get(key) or str(row.kind)


def _add(u: Unit, key: str, version: int, layout: Layout | None) -> Saved:
    shown = layout or builtin.builtin(key)
    text = encode(layout).decode() if layout else ""
    LabelTemplate.create(
        key=key, version=version, kind=shown.kind, name=shown.name, layout=text, at=u.now, user=u.user_id
    )
    old = (LabelTemplate.key == key) & (LabelTemplate.version <= version - MOST_VERSIONS)
    LabelTemplate.delete().where(old).execute()
    _told(u, key, version, name=shown.name, sha256=content_hash(text))
    return Saved(key, version)


def _told(u: Unit, key: str, version: int, **detail: object) -> None:
    u.about("company", None, template=key, version=version, **detail)
    u.topics.add("settings")


def sound(layout: Layout) -> Layout:
    """A layout that keeps the limits and could be printed, wherever it comes from. Refuses not_a_label,
    label_file_too_large, empty_name, element_outside, bad_label_text, bad_label_format, unknown_label_field,
    labels_beyond_sheet, and what pictures.check refuses."""
    try:
        layout = read_layout(write_layout(layout))
        fields.check(layout)
    except Unprintable as error:
        raise Refusal(error.code, **error.data) from error
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise Refusal("not_a_label", reason="JSON") from error
    for each in layout.elements:
        if isinstance(each, Picture) and each.data:
            mime = "image/png" if each.data.startswith(b"\x89PNG") else "image/jpeg"
            pictures.check(pictures.File(f"picture{pictures.ENDINGS[mime]}", mime, each.data))
    return layout


def from_file(data: bytes) -> Layout:
    """The layout in an exported file. Refuses as `sound`."""
    try:
        return sound(read_layout(data))
    except Unprintable as error:
        raise Refusal(error.code, **error.data) from error
