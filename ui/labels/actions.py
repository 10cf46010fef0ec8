"""What is done with a whole template: saved, copied, chosen, gone back with, taken from a file and written to one."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from printing.commands import command_labels
from printing.labels.fields import AnyLabel
from printing.labels.layout import MOST_BYTES, Layout, write_layout
from resources.i18n import _
from services import label_samples, label_templates, people
from services.errors import Unavailable
from services.label_templates import Saved, Template, Version
from services.people import Person
from ui.kit.buttons import action_button
from ui.kit.dialog import Dialog, ask
from ui.kit.fields import ChoiceField, TextField
from ui.kit.formats import moment
from ui.kit.forms import Form, FormDialog
from ui.kit.labels import Chip, boxed, column, hline, label, row
from ui.kit.page_view import write_file
from ui.labels.words import KINDS
from ui.papers.printer import sent
from ui.papers.words import template_word
from ui.scan.filter import ScanFilter
from ui.shell import Shell

ENDING = ".packdesk-label"
Done = Callable[[Saved], None]


class Actions:
    """For one window. `done(saved)` is called with what is in force after each."""

    def __init__(self, owner: QWidget, shell: Shell, done: Done, scans: ScanFilter | None = None) -> None:
        self._owner, self._shell, self._done, self._scans = owner, shell, done, scans

    def save(self, key: str, version: int, layout: Layout, button: QWidget) -> None:
        self._run(lambda call: label_templates.save_template(call, key, version, layout),
                  _("Saved as version {n}. From now on labels are printed so."), button)  # fmt: skip

    def _run(self, work: Callable[[Any], Saved], told: str, button: QWidget | None = None) -> None:
        def finished(saved: Saved) -> None:
            self._shell.toast(told.format(n=saved.version))
            self._done(saved)

        self._shell.run(self._owner, work, finished, button=button)

    def add(self, layout: Layout, told: str) -> None:
        self._run(lambda call: label_templates.add_template(call, layout), told)

    def duplicate(self, layout: Layout) -> None:
        name, english = (_("Copy of {name}").format(name=each)[:60] if each else "" for each in
                         (layout.name, layout.english))  # fmt: skip
        self.add(msgspec.structs.replace(layout, name=name, english=english), _("The copy is your own template."))

    def choose(self, template: Template) -> None:
        told = _("{kind} are printed with “{name}” from now on.")
        told = told.replace("{kind}", _(KINDS[template.kind])).replace("{name}", _plain(template_word(template)))
        self._run(lambda call: label_templates.choose_template(call, template.key), told)

    def reset(self, template: Template) -> None:
        work = partial(label_templates.reset_template, key=template.key, version=template.version)
        text = _("“{name}” is laid out as it came with the program. Your versions stay, and can be gone back to.")
        ask(self._owner, text.format(name=template_word(template)), _("Reset to the built-in"),
            lambda: self._run(work, _("The built-in layout is back.")), title=_("Reset to the built-in"))  # fmt: skip

    def remove(self, template: Template) -> None:
        work = partial(label_templates.remove_template, key=template.key)
        text = _("“{name}” and its {n} versions are deleted. To keep it, export it to a file first.")
        told = text.format(name=template_word(template), n=template.version)
        ask(self._owner, told, _("Delete template"),
            lambda: self._run(work, _("The template is deleted.")), danger=True,
            title=_("Delete template"))  # fmt: skip

    def new(self, kind: str) -> None:
        """Ask for a kind, a name and a size, and add an empty template."""
        form = Form()
        kinds = ChoiceField([(each, _(term)) for each, term in KINDS.items()])
        kinds.set_value(kind)
        form.add("kind", _("What it labels"), kinds)
        sizes = ("100x150", "100x100", "100x80", "76x130", "70x50", "60x40", "50x30", "40x30", "85x54")
        form.add("size", _("Size in mm"), ChoiceField([(each, each.replace("x", " × ")) for each in sizes]))
        form.add("name", _("Name"), TextField(longest=60), required=True, span=2)

        def save(values: dict[str, Any]) -> None:
            width, _x, height = values["size"].partition("x")
            layout = Layout(kind=values["kind"], name=values["name"], width=float(width), height=float(height))
            self.add(layout, _("The template is added. Put something on it."))
            dialog.accept()

        dialog = FormDialog(self._owner, _("New label template"), form, _("Add template"), save)
        dialog.open()

    # labels that no document asks for

    def badge(self, layout: Layout, send: Callable[[Layout, Sequence[AnyLabel]], None]) -> None:
        """Ask whose badge, and its code, and hand it to `send` on a reader thread."""
        self._shell.read(self._owner, people.people, partial(self._ask_badge, layout, send), key="people")

    def _ask_badge(
        self, layout: Layout, send: Callable[[Layout, Sequence[AnyLabel]], None], found: tuple[Person, ...]
    ) -> None:
        form = Form()
        form.add("person", _("Person"), ChoiceField([(each.id, each.name) for each in found if each.active]))
        hint = _("Scan it, or type it: only a hash of it is kept.")
        form.add("code", _("Code of the badge"), TextField(longest=60), required=True, hint=hint)

        def save(values: dict[str, Any]) -> None:
            def work() -> None:
                send(layout, [label_samples.badge(values["person"], values["code"])])

            self._shell.read(dialog, work, lambda _none: self._sent(dialog, layout), key="badge")

        dialog = FormDialog(self._owner, _("Print a badge"), form, _("Print"), save)
        if self._scans is not None:
            self._scans.subscribe(dialog, form.editor("code").set_value)
        dialog.open()

    def _sent(self, dialog: Dialog, layout: Layout) -> None:
        said = _("The badge was sent to the printer.")
        self._shell.toast(sent(self._shell, printer_of(layout), said, _("The badge is made.")))
        dialog.accept()

    def commands(self, layout: Layout, spoken: str, send: Callable[[Layout, Sequence[AnyLabel]], None]) -> None:
        """A label for every command of the bench."""
        said = _("The commands were sent to the printer.")
        told = sent(self._shell, printer_of(layout), said, _("The commands are made."))
        self._shell.read(self._owner, lambda: send(layout, command_labels(spoken)),
                         lambda _none: self._shell.toast(told), key="commands")  # fmt: skip

    # files

    def export(self, layout: Layout) -> None:
        start = f"{layout.name}{ENDING}".replace("/", "-")
        kind = _("Label template")
        chosen, _kind = QFileDialog.getSaveFileName(self._owner, _("Export template"), start, f"{kind} (*{ENDING})")
        if chosen:
            path = Path(chosen)
            told = _("{file} is saved.").format(file=path.name)
            self._shell.read(self._owner, lambda: write_file(path, write_layout(layout)),
                             lambda _path: self._shell.toast(told), key="export")  # fmt: skip

    def take(self) -> None:
        kinds = f"{_('Label template')} (*{ENDING} *.json)"
        chosen, _kind = QFileDialog.getOpenFileName(self._owner, _("Import template"), "", kinds)
        told = _("The template is imported as your own.")
        if chosen:
            read = partial(from_disk, Path(chosen))
            self._shell.read(self._owner, read, lambda made: self.add(made, told), key="take")

    # versions

    def versions(self, template: Template, show: Callable[[Layout], None]) -> None:
        """The versions of a template; one can be laid on the canvas, to be saved as the newest."""
        def found(versions: tuple[Version, ...]) -> None:
            VersionsDialog(self._owner, self._shell, template, versions, show).open()

        self._shell.read(self._owner, partial(label_templates.versions, template.key), found, key="versions")


def printer_of(layout: Layout) -> str:
    """The kind of paper whose printer prints labels of this layout: sheets of labels as lists, badges and commands as
    product labels."""
    if layout.paper:
        return "list"
    return "product" if layout.kind in ("badge", "command") else layout.kind


def _plain(name: str) -> str:
    """A name to stand in a sentence that is yet to be filled in."""
    return name.replace("{", "{{").replace("}", "}}")


class VersionsDialog(Dialog):
    """See Actions.versions."""

    def __init__(
        self, parent: QWidget, shell: Shell, template: Template, versions: tuple[Version, ...],
        show: Callable[[Layout], None],
    ) -> None:  # fmt: skip
        super().__init__(parent, _("Versions of {name}").format(name=template_word(template)))
        self._shell, self._key, self._show = shell, template.key, show
        if template.builtin:
            versions = (*versions, Version(0, shell.clock(), "", True))
        self.openers: list[QPushButton] = []
        for each in versions:
            self.body.addWidget(self._line(each, template.version))
        self.body.addWidget(label(_("Opening one changes nothing until it is saved as the newest version."), "hint"))
        self.body.addStretch(1)

    def _line(self, each: Version, newest: int) -> QWidget:
        word = _("Version {n}").format(n=each.version) if each.version else _("As it came with the program")
        told = f"{moment(each.at)}  {each.who}" if each.version else ""
        line = row(gap=10, margins=(0, 6, 0, 6))
        line.addLayout(column(label(word, "bodyStrong"), label(told, "caption"), gap=0), 1)
        if each.plain and each.version:
            line.addWidget(Chip(_("Built-in"), "layers", "neutral"))
        if each.version == newest:
            line.addWidget(Chip(_("In force"), "circle-check", "green"))
        button = action_button(_("Open"), "eye")
        button.clicked.connect(lambda: self._open(each.version))
        self.openers.append(button)
        line.addWidget(button)
        return boxed(column(line, hline(), gap=0))

    def _open(self, version: int) -> None:
        def found(layout: Layout) -> None:
            self._show(layout)
            self.accept()

        self._shell.read(self, partial(label_templates.layout, self._key, version), found, key="version")


def from_disk(path: Path) -> Layout:
    """The layout in a file. Refuses as label_templates.from_file; Unavailable file_not_read."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unavailable("file_not_read", file=path.name, reason=error.strerror or str(error)) from error
    return label_templates.from_file(data)
