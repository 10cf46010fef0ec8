"""The label designer: templates at the left, the label in the middle, what is chosen at the right.

    shell.go("labels")                          # or with key="product-60x40"
"""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QScrollArea, QWidget

from printing.errors import PrintingError
from printing.labels import fields
from printing.labels.findings import Finding, Look
from printing.labels.layout import MOST_PICTURE, Layout, Picture, read_layout, write_layout
from printing.pictures import Bitmap
from printing.press import apart
from resources.i18n import LANGUAGES, _, language
from services import label_samples, label_templates
from services.errors import Refusal
from services.label_templates import RIGHT, Saved, Template
from ui.icons import icon
from ui.kit.buttons import MenuButton, action_button
from ui.kit.dialog import ask
from ui.kit.fields import ChoiceField
from ui.kit.file_keeper import from_disk as picture_from_disk
from ui.kit.labels import Edged, boxed, clear, column, ground, hline, label, row, vline
from ui.kit.page_view import to_image
from ui.kit.window import Window
from ui.labels.actions import Actions, printer_of
from ui.labels.canvas import Canvas
from ui.labels.draft import Draft, new_element
from ui.labels.lists import ElementList, FieldList, TemplateList
from ui.labels.properties import Properties
from ui.labels.tools import Tools
from ui.labels.words import sentence
from ui.papers.printer import sent
from ui.scan.filter import ScanFilter
from ui.shell import Shell

log = logging.getLogger(__name__)
look: Callable[..., Look] = apart("printing.labels.checks:look")
render: Callable[..., bytes] = apart("printing.labels.render:render")
LEFT_WIDTH, RIGHT_WIDTH = 236, 372
READ_AFTER_MS, KEEP_AFTER_MS = 700, 1500
KEPT = "labels.drafts"
# How a test print reaches the printer of a kind of label; desktop/doors.py.
PrintTest = Callable[[str, str, bytes], None]


class LabelsWindow(Window):
    """See the module. What is not saved is kept on this PC, and is there again at the next start."""

    topics = frozenset({"settings"})
    belongs_to = "settings"

    def __init__(
        self, shell: Shell, print_test: PrintTest | None = None, scans: ScanFilter | None = None
    ) -> None:
        super().__init__(shell, _("Labels"), _("Lay out labels and badges; see them as the printer's dots"))
        self._print_test = print_test
        self.templates: dict[str, Template] = {}
        self._drafts: dict[str, Draft] = {}
        self._key, self._wanted = "", ""
        self._sample: Any = {}
        self.draft = Draft(label_templates.builtin.usual("label"))
        self.whole = Actions(self, shell, self._done, scans)
        self.findings: tuple[Finding, ...] = ()
        self.canvas, self.properties, self.tools = Canvas(self.draft), Properties(), Tools()
        self.list, self.elements, self.fields = TemplateList(), ElementList(), FieldList()
        self._found = column(gap=2, margins=(12, 6, 12, 6))
        self._read_soon = QTimer(self, singleShot=True, interval=READ_AFTER_MS)
        self._read_soon.timeout.connect(lambda: self._look(read=True))
        self._keep_soon = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._keep_soon.timeout.connect(self._keep)
        self._head()
        self._lay_out()
        self._connect()

    # building

    def _head(self) -> None:
        self.save_button = action_button(_("Save version"), "check", "Ctrl+Return", "main")
        self.save_button.clicked.connect(self.save)
        self.test_button = action_button(_("Print a test"), "printer", "Ctrl+P")
        self.test_button.clicked.connect(self.print_test)
        menu = self._menu()
        self.more = MenuButton(_("Template"), lambda: menu)
        self.header.add(self.more, self.test_button, self.save_button)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        self._acts: dict[str, QAction] = {}
        for name, term, picture, do in (
            ("new", _("New…"), "plus", lambda: self.whole.new(self.draft.layout.kind)),
            ("duplicate", _("Duplicate"), "copy", lambda: self.whole.duplicate(self.draft.layout)),
            ("choose", _("Print these labels with it"), "printer",
             lambda: self.whole.choose(self.templates[self._key])),
            ("print", _("Print badges or commands"), "printer", self._print_own),
            ("versions", _("Versions…"), "history", self._versions),
            ("reset", _("Reset to the built-in"), "rotate-ccw", lambda: self.whole.reset(self.templates[self._key])),
            ("discard", _("Discard what is not saved"), "undo-2", self._discard),
            ("export", _("Export to a file…"), "upload", lambda: self.whole.export(self.draft.layout)),
            ("import", _("Import from a file…"), "download", self.whole.take),
            ("remove", _("Delete template"), "trash-2", lambda: self.whole.remove(self.templates[self._key])),
        ):  # fmt: skip
            act = menu.addAction(icon(picture, "text2"), term)
            act.triggered.connect(partial(_run, do))
            self._acts[name] = act
        return menu

    def _lay_out(self) -> None:
        left = column(label(_("Templates"), "label"), self.list, label(_("Elements"), "label"), self.elements, gap=4,
                      margins=(12, 10, 8, 8))  # fmt: skip
        left.setStretch(1, 3)
        left.setStretch(3, 2)
        left_box = ground(boxed(left), "surface")
        left_box.setFixedWidth(LEFT_WIDTH)
        middle = column(self.tools, hline(), self.canvas, self._foot(), gap=0)
        middle.setStretch(2, 1)
        scroll = QScrollArea()
        scroll.setProperty("flat", "true")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(ground(boxed(column(self.properties, gap=0, margins=(16, 12, 16, 8))), "surface"))
        right = column(scroll, hline(), boxed(column(label(_("Fields, as in a real record"), "label"), self.fields,
                       gap=4, margins=(16, 8, 8, 8))), gap=0)  # fmt: skip
        right.setStretch(0, 3)
        right.setStretch(2, 2)
        right_box = ground(boxed(right), "surface")
        right_box.setFixedWidth(RIGHT_WIDTH)
        line = row(left_box, vline(), boxed(middle), vline(), right_box, gap=0)
        line.setStretch(2, 1)
        self.body.addLayout(line, 1)

    def _grid(self, on: bool) -> None:
        self.canvas.grid = on
        self.canvas.viewport().update()

    def _foot(self) -> QWidget:
        """What is wrong or doubtful, and for which printer and paper."""
        self.paper = ChoiceField(list(LANGUAGES.items()))
        self.paper.set_value(language())
        self.paper.setAccessibleName(_("Language of the paper"))
        self.dpi = ChoiceField([(203, "203 dpi"), (300, "300 dpi")])
        self.dpi.setAccessibleName(_("Dots per inch"))
        self.paper.edited.connect(self._read_sample)
        self.dpi.edited.connect(self._look)
        line = row(boxed(self._found), self.dpi, self.paper, gap=8, margins=(0, 4, 12, 4))
        line.setStretch(0, 1)
        for field, wide in ((self.dpi, 104), (self.paper, 116)):
            field.setFixedWidth(wide)
        return ground(Edged("top", line), "surface")

    def _connect(self) -> None:
        tools = self.tools
        tools.add.connect(self.add)
        tools.undo.connect(self.undo)
        tools.redo.connect(self.redo)
        tools.did.connect(self._did)
        tools.grid.connect(self._grid)
        tools.dots.connect(lambda _on: self._look())
        tools.zoom.connect(self.canvas.zoom)
        tools.fit.connect(self.canvas.fit)
        self.list.opened.connect(self.open)
        self.elements.chose.connect(self._chose)
        self.fields.taken.connect(self.take_field)
        self.canvas.changed.connect(self._changed)
        self.canvas.chose.connect(self._chose)
        self.canvas.zoomed.connect(self._look)
        self.canvas.wanted_text.connect(self.properties.focus_text)
        self.properties.changed.connect(self._changed)
        self.properties.wanted_picture.connect(self._choose_picture)

    # coming and going

    def activate(self, *, key: str = "", **_where: Any) -> None:
        self._wanted = key
        self.refresh()
        self.canvas.setFocus()

    def whereabouts(self) -> dict[str, Any]:
        return {"key": self._key}

    def give_way(self, go: Callable[[], None]) -> None:
        self._keep()
        go()

    def refresh(self) -> None:
        self.shell.read(self, label_templates.templates, self._show_templates, key="templates")

    def regions(self) -> list[QWidget]:
        return [self.list, self.canvas, self.elements, self.properties, self.fields]

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("Up", _("Move what is chosen; with Shift finer, with Ctrl resize")),
            ("PgDown", _("The next element")), ("PgUp", _("The element before")), ("Ctrl+A", _("All elements")),
            ("Del", _("Delete element")), ("Return", _("Type its text")),
            *self.tools.keys(),
        ]  # fmt: skip

    def _show_templates(self, found: tuple[Template, ...]) -> None:
        self.templates = {each.key: each for each in found}
        if not self._drafts:
            self._drafts = self._kept_drafts()
        wanted = self._wanted or self._key or found[0].key
        self._wanted = ""
        self._show_list(wanted)
        if wanted != self._key or self._key not in self.templates:
            self.open(wanted if wanted in self.templates else found[0].key)
        elif not self.draft.changed and self.draft.version != self.templates[wanted].version:
            self._reopen(wanted)
        self._allow()

    def _show_list(self, current: str) -> None:
        changed = [key for key, draft in self._drafts.items() if draft.changed]
        self.list.show_templates(self.templates.values(), changed, current)

    def open(self, key: str) -> None:
        """A template on the canvas, as it was left."""
        self._key = key
        self.list.mark(key)
        if key in self._drafts:
            self._show_draft(self._drafts[key])
        else:
            self._reopen(key)

    def _reopen(self, key: str) -> None:
        version = self.templates[key].version

        def found(layout: Layout) -> None:
            self._drafts[key] = Draft(layout, version)
            if key == self._key:
                self._show_draft(self._drafts[key])

        self.shell.read(self, partial(label_templates.layout, key), found, key="layout")

    def _show_draft(self, draft: Draft) -> None:
        other = draft.layout.kind != self.draft.layout.kind or not self._sample
        self.draft = draft
        self.canvas.set_draft(draft)
        self._show_parts()
        if other:
            self._read_sample()
        else:
            self._look()

    def _read_sample(self) -> None:
        kind, spoken = self.draft.layout.kind, self.paper.value()

        def work() -> tuple[Any, dict[str, Any]]:
            sample = label_samples.sample(kind, spoken)
            return sample, fields.values(sample, spoken, 3, 5)

        self.shell.read(self, work, self._sampled, key="sample")

    def _sampled(self, found: tuple[Any, dict[str, Any]]) -> None:
        self._sample, values = found
        self.fields.show_fields(self.draft.layout.kind, values)
        self._look()

    # changing

    def _did(self, name: str) -> None:
        """A tool for what is chosen was used."""
        draft = self.draft
        done: dict[str, Callable[[], None]] = {
            "duplicate": draft.duplicate, "remove": draft.remove, "above": partial(draft.order, 1),
            "below": partial(draft.order, -1),
        }  # fmt: skip
        self._change(done.get(name) or partial(draft.align, name))

    def add(self, kind: str) -> None:
        self._change(lambda: self.draft.add(new_element(kind, self.draft.layout, _("Text"))))
        self.properties.focus_text()

    def take_field(self, name: str) -> None:
        """A field into the text that is chosen, or as a new element."""
        if not self.properties.insert(name):
            self._change(lambda: self.draft.add(new_element("text", self.draft.layout, _("Text"), name)))

    def undo(self) -> None:
        self._change(self.draft.undo)

    def redo(self) -> None:
        self._change(self.draft.redo)

    def _change(self, change: Callable[[], None]) -> None:
        change()
        self._changed()

    def _changed(self) -> None:
        self.canvas.refresh()
        self._show_parts()
        self._look()
        self._keep_soon.start()

    def _chose(self) -> None:
        self.canvas.viewport().update()
        self._show_parts()

    def _show_parts(self) -> None:
        self.properties.show_draft(self.draft)
        self.elements.show_draft(self.draft, self.canvas.marked)
        self._allow()

    def _allow(self) -> None:
        may, template = self.shell.may(RIGHT), self.templates.get(self._key)
        self.save_button.setEnabled(may and self.draft.changed)
        self.test_button.setEnabled(self._print_test is not None)
        self.tools.show_draft(self.draft)
        own = template is not None and not template.builtin
        reset = template is not None and template.builtin and template.version > 0
        able = {"reset": reset, "remove": own, "choose": template is not None and not template.used,
                "print": self._print_test is not None and self.draft.layout.kind in ("badge", "command"),
                "discard": self.draft.changed, "versions": True, "export": True}  # fmt: skip
        for name, act in self._acts.items():
            act.setEnabled(able.get(name, True) and (may or name in ("export", "versions")))

    # how it looks

    def _look(self, *_args: object, read: bool = False) -> None:
        """Draw the label anew; its codes are read back once nothing changes for a while."""
        if not self._sample:
            return
        layout, sample, dpi, spoken = self.draft.layout, self._sample, self.dpi.value(), self.paper.value()
        pixels = 0 if self.tools.dots_button.isChecked() else self.canvas.pixels()
        self.shell.read(self, lambda: look(layout, sample, dpi, spoken, pixels=pixels, read=read),
                        partial(self._looked, read), key="look")  # fmt: skip
        if not read:
            self._read_soon.start()

    def _looked(self, read: bool, seen: Look) -> None:
        picture = seen.picture
        dots = isinstance(picture, Bitmap)
        self.canvas.show_picture(mono(picture) if isinstance(picture, Bitmap) else to_image(picture), dots)
        marked = {each.place - 1: "red" if each.wrong else "amber" for each in reversed(seen.findings) if each.place}
        if marked != self.canvas.marked:
            self.canvas.marked = marked
            self.elements.show_draft(self.draft, marked)
        self.findings = seen.findings
        self._show_findings(seen.findings, read)

    def _show_findings(self, found: tuple[Finding, ...], read: bool) -> None:
        clear(self._found)
        for each in found[:3]:
            tone = "red" if each.wrong else "amber"
            self._found.addWidget(_told(sentence(each, self.draft.layout), tone))
        if len(found) > 3:
            self._found.addWidget(label(_("and {n} more findings").format(n=len(found) - 3), "hint"))
        if not found:
            good = _("Everything fits, and the codes were read back.") if read else _("Everything fits.")
            self._found.addWidget(label(good, "hint"))

    # the whole template

    def save(self) -> None:
        wrong = [each for each in self.findings if each.wrong or each.code == "unread"]
        do = partial(self.whole.save, self._key, self.draft.version, self.draft.layout, self.save_button)
        if not wrong:
            do()
            return
        text = _("Labels like the sample could not be printed or read so: {told}")
        ask(self, text.format(told=sentence(wrong[0], self.draft.layout)), _("Save all the same"), do,
            title=_("Save version"))  # fmt: skip

    def _done(self, saved: Saved) -> None:
        """A template was saved, added, chosen, reset or deleted."""
        draft = self._drafts.get(saved.key)
        if draft is not None and saved.key == self._key and saved.version == draft.version + 1 and draft.changed:
            draft.saved(saved.version)
        else:
            self._drafts.pop(saved.key, None)
            self._key = ""
        self._wanted = saved.key
        self._keep()
        self.refresh()

    def _discard(self) -> None:
        self._drafts.pop(self._key, None)
        self._keep()
        self._reopen(self._key)
        self._show_list(self._key)

    def _versions(self) -> None:
        def show(layout: Layout) -> None:
            self._change(lambda: self.draft.put(layout, ()))

        self.whole.versions(self.templates[self._key], show)

    def print_test(self) -> None:
        """One label of the sample, as it stands on the canvas, on the printer of its kind."""
        layout, sample, send = msgspec.structs.replace(self.draft.layout, paper=None), self._sample, self._print_test
        if send is None:
            return
        dpi, spoken, name = self.dpi.value(), self.paper.value(), layout.name

        def work() -> None:
            send(printer_of(layout), name, render(layout, [sample], dpi, spoken))

        told = sent(self.shell, printer_of(layout), _("A test of “{name}” was sent to the printer.").format(name=name),
                    _("A test of “{name}” is made.").format(name=name))  # fmt: skip
        self.shell.read(self, work, lambda _none: self.shell.toast(told), key="test")

    def _print_own(self) -> None:
        """Labels that no document asks for: a person's badge, or every command of the bench."""
        layout, dpi, spoken, send = self.draft.layout, self.dpi.value(), self.paper.value(), self._print_test
        if send is None:
            return

        def out(layout: Layout, labels: Sequence[fields.AnyLabel]) -> None:
            send(printer_of(layout), layout.name, render(layout, labels, dpi, spoken))

        if layout.kind == "badge":
            self.whole.badge(layout, out)
        else:
            self.whole.commands(layout, spoken, out)

    def _choose_picture(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose a picture"), "", "PNG, JPEG (*.png *.jpg *.jpeg)")
        only = self.draft.only()
        if not chosen or not isinstance(only, Picture):
            return
        place = self.draft.chosen

        def found(file: Any) -> None:
            if isinstance(file, Refusal):
                self.shell.toast(self.shell.errors.text(file), error=True)
            elif file.kind != "picture" or len(file.data) > MOST_PICTURE:
                refused = Refusal("file_too_large" if file.kind == "picture" else "not_a_document", name=file.name,
                                  most=f"{MOST_PICTURE / 1_000_000:g}")  # fmt: skip
                self.shell.toast(self.shell.errors.text(refused), error=True)
            elif self.draft.chosen == place:
                self._change(lambda: self.draft.change(data=file.data, field=""))

        self.shell.read(self, lambda: picture_from_disk(Path(chosen)), found, key="picture")

    # what is not saved

    def _keep(self) -> None:
        """Keep on this PC what was changed and not saved."""
        kept = {
            key: {"version": draft.version, "layout": write_layout(draft.layout).decode()}
            for key, draft in self._drafts.items()
            if draft.changed
        }
        self.shell.settings.set(KEPT, kept or None)
        self._show_list(self._key)

    def _kept_drafts(self) -> dict[str, Draft]:
        """What was not saved when the program ended, over the version it was made from."""
        found = {}
        whole = self.shell.settings.get(KEPT, None)
        for key, kept in whole.items() if isinstance(whole, dict) else ():
            if key not in self.templates:
                continue
            try:
                layout, version = read_layout(str(kept["layout"]).encode()), int(kept["version"])
            except (Refusal, PrintingError, KeyError, TypeError, ValueError) as error:
                log.warning("what was not saved of %s can't be read: %s", key, error)
                continue
            draft = Draft(msgspec.structs.replace(layout, name=layout.name, elements=()), version)
            draft.put(layout, ())
            found[key] = draft
        return found


def _run(do: Callable[[], None], *_checked: bool) -> None:
    do()


def _told(text: str, tone: str) -> QLabel:
    return label(text, "caption", wrap=True, tone=tone)


def mono(bitmap: Bitmap) -> QImage:
    """The printer's dots as a picture."""
    image = QImage(bitmap.rows, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_Mono)
    image.setColorTable([0xFFFFFFFF, 0xFF000000])
    return image.copy()


