"""Warnings: what went wrong or is about to, who answers for it, until when.

    window.activate(id=7)                # one incident
    window.activate(kind="stock_low")    # those of a rule
    window.activate(cause="work")        # to answer, by cause; of what happened at work what nobody else took over
    window.activate(cause="asked")       # what is this person's to answer

F2 notes who goes on with it, until when and what is next.
F4 takes over, F8 resolves, F9 accepts, F7 reopens; Enter opens what it is about. Nothing is closed by being read.
"""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import N_, _
from services import incidents, people
from services.after_sales import COMPLAINT_TERMS
from services.listing import Query
from services.lists import INCIDENT_KIND_TERMS, INCIDENTS
from services.people import Person
from services.watch import views
from services.watch.rules import SEVERITIES
from services.watch.views import IncidentView
from ui.kit.attachments import Attachments
from ui.kit.buttons import action_button
from ui.kit.empty import EmptyState
from ui.kit.fields import ChoiceField, DateField, NotesField, TextField
from ui.kit.filter_bar import Saved
from ui.kit.formats import moment, short_date, titled
from ui.kit.forms import Form, FormDialog
from ui.kit.labels import Chip, boxed, column, label, state_chip
from ui.kit.list_pane import ListPane
from ui.kit.panel import KeyFacts, about, section
from ui.kit.panel_window import CurrentWindow
from ui.settings.words import role_word
from ui.shell import Shell
from ui.tracking.words import difference_words
from ui.watch import words

PLAN = "F2"
KEYS = {"owned": "F4", "resolved": "F8", "accepted": "F9", "open": "F7"}
SAVED = (("open", N_("To answer"), (("answer", "yes"),)), ("mine", N_("Mine"), (("mine", ""),)), ("all", N_("All"), ()))


class WatchWindow(CurrentWindow):
    """See the module."""

    topics = frozenset({"incidents"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Warnings"), _("What went wrong or is about to, and who answers for it"))
        saved = [Saved(name, _(term), self._own(filters)) for name, term, filters in SAVED]
        self.follow(ListPane(
            shell, INCIDENTS.for_actor(shell.actor), Query(), search=_("Number, or what it is about"), row_height=44,
            saved=saved, empty=EmptyState("badge-check", _("Nothing is wrong"),
                                          _("What needs an answer appears here by itself.")),
        ))  # fmt: skip
        self._home = saved[0].filters
        self.buttons: dict[str, QPushButton] = {}
        self.pane.opened.connect(lambda _id: self.open_subject())

    def activate(self, *, id: int | None = None, kind: str = "", cause: str = "", **_where: Any) -> None:
        bar = self.pane.bar
        if id is not None:
            self.lead_to(id)
        elif kind:
            bar.set_filters((("answer", "yes"), ("kind", kind)), "")
        elif cause == "asked":
            bar.set_filters((("answer", "yes"),), "")
            bar.set_filter("asked", str(self.shell.actor.user_id), _("For me to answer"))
        elif cause:
            bar.set_filters((("answer", "yes"), ("cause", cause)), "")
            if cause == "work":
                bar.set_filter("free", str(self.shell.actor.user_id), _("Mine or nobody's"))
        elif self.pane.query() is None:
            self.pane.bar.set_filters(self._home)
        self.pane.table.setFocus()

    def read(self, record_id: int) -> IncidentView | None:
        return views.incident(record_id, self.shell.actor)

    def show_record(self, record: IncidentView) -> None:
        chips = [state_chip("incident", record.state)]
        if record.severity == "high":
            chips.append(Chip(_("High"), "triangle-alert", "red"))
        self.panel.set_head(record.number, _(INCIDENT_KIND_TERMS.get(record.kind, record.kind)), *chips)
        files = Attachments(self.shell, "incident", self.refresh)
        files.show_files(record.id, record.files)
        rule = [label(_(record.rule).format(limit=record.limit), wrap=True)] if record.rule else []
        differed = [label(text, "bodyStrong", wrap=True) for text in difference_words(record.differences)]
        told = [section(_("What happened")), *self._notes(record)]
        self.panel.set_body([self._about(record), *rule, *differed, self._facts(record), *told, files])
        self.panel.set_foot(self._verbs(record))

    def _about(self, found: IncidentView) -> QWidget:
        leads = found.subject_kind in words.OPENS and found.subject
        return about(found.subject, self.open_subject if leads else None)

    def _facts(self, found: IncidentView) -> QWidget:
        facts = [(_("What about"), _(COMPLAINT_TERMS[found.complaint]))] if found.complaint in COMPLAINT_TERMS else []
        facts += [(_("Since"), moment(found.at, self.shell.today())), (_("Severity"), _(SEVERITIES[found.severity]))]
        how_bad = words.figure_words(found)
        if how_bad:
            facts.append((_("How much"), how_bad))
        if found.ends is not None:
            facts.append((_("Runs out about"), short_date(found.ends, self.shell.today())))
        if found.due is not None:
            facts.append((_("To be answered by"), short_date(found.due, self.shell.today())))
        if found.next_step:
            facts.append((_("Next step"), found.next_step))
        answers = found.owner or role_word(found.role)
        facts.append((_("Who answers"), answers or _("Nobody yet")))
        return KeyFacts(facts)

    def _notes(self, found: IncidentView) -> list[QWidget]:
        told = []
        for note in found.notes:
            about = "  •  ".join(filter(None, (moment(note.at, self.shell.today()), note.who)))
            told.append(boxed(column(label(words.note_words(note), wrap=True), label(about, "caption"), gap=0,
                                     margins=(0, 0, 0, 8))))  # fmt: skip
        return told

    def _verbs(self, found: IncidentView) -> list[QWidget]:
        self.buttons = {}
        if not found.may:
            return []
        if "resolved" in found.steps:
            self.buttons["plan"] = action_button(_("Note"), "", PLAN)
            self.buttons["plan"].clicked.connect(self._ask_plan)
        for step in found.steps:
            button = action_button(_(words.STEPS[step]), "", KEYS[step], "main" if step == "resolved" else "secondary")
            button.clicked.connect(partial(self._step, step))
            self.buttons[step] = button
        return list(self.buttons.values())

    def open_subject(self) -> None:
        """Go to what it is about."""
        found = self.record
        if found is not None and found.subject_kind in words.OPENS:
            if found.subject_kind == "import":
                where = {"batch": found.subject_id, "words": found.subject}
            else:
                where = {"id": found.subject_id}
            self.shell.go(words.OPENS[found.subject_kind], **where)

    def _step(self, step: str, _checked: bool = False) -> None:
        """Take a step with the warning as it stands here: what somebody did to it meanwhile is then refused."""
        found = self.record
        if found is None:
            return
        if step == "owned":
            self._take(found, step, "", None)
            return
        form = Form(columns=1)
        form.add("text", _("Note"), NotesField(), required=_("Please type a note."), hint=_(words.HINTS[step]))
        title = titled(_(words.STEPS[step]), found.number)
        dialog = FormDialog(
            self, title, form, _(words.STEPS[step]), lambda values: self._take(found, step, values["text"], dialog)
        )
        dialog.open()

    def _ask_plan(self, _checked: bool = False) -> None:
        self.shell.read(self, lambda: people.directory()[0], self._plan, key="people")

    def _plan(self, everybody: tuple[Person, ...]) -> None:
        """Who goes on, until when, what is next, what there is to say."""
        found = self.record
        if found is None:
            return
        form, owner, due, then = Form(), ChoiceField(), DateField(self.shell.today), TextField()
        owner.set_choices([(None, found.owner or _("Nobody yet")),
                           *((each.id, each.name) for each in everybody if each.active and each.id != found.owner_id)])
        due.set_value(found.due)
        then.set_value(found.next_step)
        form.add("owner", _("Who answers"), owner)
        form.add("due", _("To be answered by"), due)
        form.add("next", _("Next step"), then, span=2)
        form.add("note", _("Note"), NotesField(), span=2)

        def done(_made: Any) -> None:
            dialog.accept()
            self.refresh()

        def save(values: dict[str, Any]) -> None:
            self.shell.run(
                dialog, lambda call: incidents.plan_incident(
                    call, found.id, found.version, values["owner"], values["due"], values["next"], values["note"]),
                done, button=dialog.save_button,
            )  # fmt: skip

        dialog = FormDialog(self, titled(_("Note"), found.number), form, _("Save"), save)
        dialog.open()

    def _take(self, found: IncidentView, step: str, text: str, dialog: FormDialog | None) -> None:
        def done(_made: Any) -> None:
            if dialog is not None:
                dialog.accept()
            self.refresh()

        button = dialog.save_button if dialog is not None else self.buttons.get(step)
        self.shell.run(
            dialog or self, lambda call: incidents.step_incident(call, found.id, found.version, step, text), done,
            button=button,
        )  # fmt: skip

    def keys(self) -> list[tuple[str, str]]:
        steps = ((key, _(words.STEPS[step])) for step, key in KEYS.items())
        return [(PLAN, _("Note")), *steps, ("Return", _("What it is about"))]
