"""The pages of people and their roles: who works here, what each role may do."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from resources.i18n import LANGUAGES, _
from services import people
from services.people import Person
from services.unit import Call
from ui.kit.buttons import CheckBox, action_button, link_button
from ui.kit.case_dialog import CaseDialog
from ui.kit.dialog import ask
from ui.kit.fields import CheckField, ChoiceField, PasswordField, TextField
from ui.kit.forms import Form
from ui.kit.labels import Chip, ElidedLabel, boxed, clear, column, hline, label, row
from ui.scan.filter import ScanFilter
from ui.settings import words
from ui.settings.pages import Page
from ui.shell import Shell

FIELDS = {"login_taken": "login", "badge_taken": "badge", "bad_pin": "pin", "short_password": "password",
          "empty_name": "name", "last_owner": "owner"}  # fmt: skip
GRID_WIDTH = 1400
Hash = Callable[[str], str]
Directory = tuple[tuple[Person, ...], dict[str, frozenset[str]]]


class PersonDialog(CaseDialog):
    """Asks before somebody is left without a role, who could sign in and do nothing."""

    def __init__(self, roles: tuple[str, ...], *rest: Any) -> None:
        super().__init__(*rest)
        self._roles = roles

    def _save_values(self, values: dict[str, Any]) -> None:
        if any(values[role] for role in self._roles) or not values.get("active", True):
            super()._save_values(values)
            return
        text = _("No role is ticked. {name} can sign in, but sees and does nothing until somebody gives a role.")
        go_on = partial(super()._save_values, values)
        ask(self, text.format(name=values["name"]), _("Save without a role"), go_on, title=_("No role"),
            cancel=_("Choose a role"))  # fmt: skip


class PeoplePage(Page):
    """Everybody, with their roles; F2 adds a person. In their form a scan is their badge."""

    def __init__(self, shell: Shell, scans: ScanFilter | None = None) -> None:
        super().__init__(shell)
        self._scans = scans
        self.add = action_button(_("New person"), "plus", "F2", "main")
        self.add.setEnabled(shell.may("people.edit"))
        self.add.clicked.connect(lambda: self.open(None))
        self.inside.addLayout(row(self.add, None))
        self._list = column(gap=0)
        self.inside.addLayout(self._list)
        self._roles: tuple[str, ...] = ()
        self.people: tuple[Person, ...] = ()

    def load(self) -> None:
        self.shell.read(self, people.directory, self._show, key="people")

    def add_person(self) -> None:
        """Open the form of a new person, whether or not the page has been read."""

        def begin(found: Directory) -> None:
            self._show(found)
            self.open(None)

        self.shell.read(self, people.directory, begin, key="people")

    def _show(self, found: Directory) -> None:
        self.people, roles = found
        self._roles = tuple(roles)
        clear(self._list)
        for person in self.people:
            self._list.addWidget(self._entry(person))

    def _entry(self, person: Person) -> QWidget:
        roles = ", ".join(words.role_word(role) for role in person.roles)
        line = row(gap=10, margins=(0, 8, 0, 8))
        name = ElidedLabel(person.name, "bodyStrong")
        line.addLayout(column(name, ElidedLabel(f"{person.login}  •  {roles}", "caption"), gap=0), 1)
        if not person.active:
            line.addWidget(Chip(_("Not in use"), "ban", "neutral"))
        change = link_button(_("Change"))
        change.setAccessibleName(f"{_('Change')} {person.name}")
        change.setEnabled(self.shell.may("people.edit"))
        change.clicked.connect(lambda: self.open(person))
        line.addWidget(change)
        return boxed(column(line, hline(), gap=0))

    def open(self, person: Person | None) -> CaseDialog:
        """The form of a new person, or of one who is there. Empty password, PIN and badge stay as they are."""
        form = Form()
        form.add("name", _("Person's name"), TextField(), required=True)
        login = TextField(_("Such as wang"))
        form.add("login", _("Sign-in name"), login, required=True)
        kept = _("Empty: as it is") if person else ""
        need = False if person else _("Please type a password.")
        form.add("password", _("Password"), PasswordField(_("At least 8 characters")), required=need, hint=kept)
        form.add("language", _("Language"), ChoiceField([("", _("As this PC")), *LANGUAGES.items()]))
        form.add("pin", _("PIN for the bench"), PasswordField(_("4 to 8 digits")), hint=kept)
        form.add("badge", _("Badge"), TextField(_("Scan it here")), hint=kept)
        form.head(_("What the person may do"))
        for role in self._roles:
            form.add(role, "", CheckField(words.role_word(role)))
        if person is not None:
            form.add("active", "", CheckField(_("Works here")))
            shown = {"name": person.name, "login": person.login, "language": person.language, "active": person.active}
            form.set_values(shown | {role: role in person.roles for role in self._roles})
            login.setReadOnly(True)
            form.editor("language").setEnabled(False)
        title = _("New person") if person is None else _("Change {name}").format(name=person.name)
        verb = _("Add person") if person is None else _("Save")
        # A repeated call must say the same, and a hash is another each time: it is made once for what was typed.
        hashes = cache(people.hash_password), cache(people.hash_pin)
        dialog = PersonDialog(
            self._roles, self, self.shell, title, form, verb,
            lambda values: partial(self._add if person is None else self._change, values, person, *hashes),
            lambda _made: self.load(), FIELDS,
        )  # fmt: skip
        if self._scans is not None:
            self._scans.subscribe(dialog, form.editor("badge").set_value)
        dialog.open()
        return dialog

    def _chosen(self, values: dict[str, Any]) -> tuple[str, ...]:
        return tuple(role for role in self._roles if values[role])

    def _add(self, values: dict[str, Any], _person: Person | None, password: Hash, pin: Hash, call: Call) -> None:
        people.add_user(
            call, values["login"], values["name"], self._chosen(values), password(values["password"]),
            pin(values["pin"]) if values["pin"] else "", values["badge"], values["language"],
        )  # fmt: skip

    def _change(self, values: dict[str, Any], person: Person | None, password: Hash, pin: Hash, call: Call) -> None:
        """Two steps when a password is typed too: the password is a use case of its own."""
        assert person is not None
        hashed = password(values["password"]) if values["password"] else ""
        people.change_user(
            call, person.id, values["name"], self._chosen(values), values["active"], values["badge"] or None,
            pin(values["pin"]) if values["pin"] else None,
        )  # fmt: skip
        if hashed:
            people.set_password(self.shell.call(), person.login, hashed)


class RolesPage(Page):
    """A grid: what each role may do. The owner's role may do everything."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, GRID_WIDTH)
        self._grid_box = column(gap=0)
        self.boxes: dict[tuple[str, str], CheckBox] = {}
        self._before: dict[str, frozenset[str]] = {}
        self.name = TextField(_("Such as driver"), longest=people.LONGEST_ROLE)
        self.name.setAccessibleName(_("Name of a new role"))
        self.name.setMaximumWidth(220)
        self.add = action_button(_("Add role"), "plus")
        self.add.clicked.connect(self.add_role)
        self.save_button = action_button(_("Save"), "check", "Ctrl+Return", "main")
        self.save_button.clicked.connect(self.save)
        self.inside.addLayout(row(self.save_button, 12, self.name, self.add, None))
        self.inside.addLayout(self._grid_box)
        for widget in (self.save_button, self.add, self.name):
            widget.setEnabled(shell.may("people.edit"))

    def load(self) -> None:
        self.take(people.directory, self._show, key="roles")

    def _show(self, found: Directory) -> None:
        _people, self._before = found
        clear(self._grid_box)
        self.boxes = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        for at, role in enumerate(self._before, 1):
            grid.addWidget(label(words.role_word(role), "label"), 0, at, Qt.AlignmentFlag.AlignHCenter)
        for line, (permission, term) in enumerate(words.PERMISSIONS.items(), 1):
            grid.addWidget(label(_(term)), line, 0)
            for at, (role, held) in enumerate(self._before.items(), 1):
                grid.addWidget(self._box(role, permission, permission in held), line, at, Qt.AlignmentFlag.AlignHCenter)
        grid.setColumnStretch(len(self._before) + 1, 1)
        self._grid_box.addWidget(boxed(grid))

    def _box(self, role: str, permission: str, on: bool) -> CheckBox:
        box = CheckBox("")
        box.setChecked(on or role == "owner")
        box.setEnabled(role != "owner" and self.shell.may("people.edit"))
        box.setAccessibleName(f"{words.role_word(role)}: {_(words.PERMISSIONS[permission])}")
        box.setToolTip(box.accessibleName())
        self.boxes[role, permission] = box
        return box

    def chosen(self, role: str) -> frozenset[str]:
        return frozenset(permission for (of, permission), box in self.boxes.items() if of == role and box.isChecked())

    def save(self) -> None:
        changed = {role: self.chosen(role) for role, held in self._before.items()
                   if role != "owner" and self.chosen(role) != held}  # fmt: skip
        for role, permissions in changed.items():
            self.shell.run(
                self, partial(self._set, role, tuple(sorted(permissions))), partial(self._saved, self.typed()),
                button=self.save_button,
            )  # fmt: skip
        if changed:
            self.shell.toast(_("The roles are saved. Who is signed in has the new rights from the next sign-in."))

    def _saved(self, sent: tuple[Any, ...], _made: Any) -> None:
        self.remember(sent)
        self.load()

    @staticmethod
    def _set(role: str, permissions: tuple[str, ...], call: Call) -> Any:
        return people.set_role(call, role, permissions)

    def add_role(self) -> None:
        name = self.name.value()
        self.shell.run(self, partial(self._set, name, ()), lambda _made: self._added(), button=self.add)

    def _added(self) -> None:
        """The new role stands in the grid too; ticks that are not saved yet stay as they are set."""
        self.name.clear()
        ticks = {each: box.isChecked() for each, box in self.boxes.items()} if self.holds_typed() else {}

        def show(found: Directory) -> None:
            self._show(found)
            self.remember()
            for each, on in ticks.items():
                if each in self.boxes:
                    self.boxes[each].setChecked(on)

        self.shell.read(self, people.directory, show, key="roles")
