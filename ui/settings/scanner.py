"""The scanner page: a new scanner is tried with a sheet, which sets everything; each setting can be set by hand too."""

from dataclasses import asdict, replace
from typing import Any

from resources.i18n import _
from ui.kit.buttons import action_button
from ui.kit.fields import CheckField, ChoiceField, IntField, TextField
from ui.kit.forms import Form
from ui.kit.labels import Chip, boxed, clear, column, label, row
from ui.kit.panel import Findings as FindingList
from ui.kit.panel import KeyFacts, section
from ui.scan.buffer import ScanSettings
from ui.scan.layouts import PAIRS, TERMS, named
from ui.scan.station import BAUDS, KEYS, LIMITS, PORT, Scanner, kept_of, port_of, settings_of
from ui.scan.trial import Findings
from ui.settings import scanner_words as words
from ui.settings.pages import Page
from ui.settings.try_scanner import TryScanner
from ui.shell import Shell

WIDTH = 760
STX = "\x02"
# What is kept as a sign nobody can type stands in the field by its name.
SIGNS = {STX: "STX"}
F_KEYS = tuple(f"F{number}" for number in range(1, 13))


class ScannerPage(Page):
    """See the module."""

    def __init__(self, shell: Shell, scanner: Scanner) -> None:
        super().__init__(shell, WIDTH)
        self._scans, self._serial = scanner.scans, scanner.serial()
        self.pad = TryScanner(scanner.scans)
        self.start = action_button(_("Start"), "play", kind="main")
        self.start.clicked.connect(self.pad.begin)
        printed = action_button(_("Print the test sheet"), "printer")
        printed.clicked.connect(scanner.sheet)
        told = _("Print the sheet, press Start, and scan its code three times. What it sends is shown, and set.")
        self.inside.addWidget(section(_("Try the scanner"), line=False))
        self.inside.addWidget(label(told, "secondary", wrap=True))
        self.inside.addLayout(row(self.start, printed, None))
        self.inside.addWidget(self.pad)
        self._found = column(gap=4)
        self.inside.addWidget(boxed(self._found))
        self.pad.found.connect(self._show_found)
        self.pad.began.connect(lambda: clear(self._found))
        self.pad.began.connect(lambda: self.start.setEnabled(False))
        self.pad.ended.connect(lambda: self.start.setEnabled(True))
        self._settings()
        self._serial_port()

    def _settings(self) -> None:
        self.form = form = Form()
        self.inside.addWidget(section(_("How it types")))
        ends = [(code, _(term)) for code, term in words.ENDS]
        form.add("end", _("What ends a scan"), ChoiceField(ends))
        form.add("shortest", _("Shortest code, in characters"), _figure("shortest"))
        hint = _("Longer than a fast hand needs, and typing is taken for a scan. Usual: 35.")
        form.add("average_ms", _("Longest time for a character on average, ms"), _figure("average_ms"), hint=hint)
        form.add("gap_ms", _("Longest gap in a scan, ms"), _figure("gap_ms"), hint=_("Usual: 100."))
        hint = _("So long a typed key is held back until it is clear who types. Usual: 60.")
        form.add("hold_ms", _("Longest gap at its beginning, ms"), _figure("hold_ms"), hint=hint)
        hint = _("A second end key within this time belongs to the first, as of CR and LF. Usual: 50.")
        form.add("again_ms", _("A second end key, ms"), _figure("again_ms"), hint=hint)
        hint = _("A sign that only the scanner sends first, such as ~ or STX: it makes a slow scanner certain.")
        form.add("prefix", _("Prefix"), TextField(longest=8), hint=hint)
        hint = _("Where GS arrives as a sign, such as | or {GS}. Ctrl+] and Alt+029 are always understood.")
        form.add("separator_text", _("Separator: text"), TextField(longest=8), hint=hint)
        keys = [("", _("None")), *((key, key) for key in F_KEYS)]
        form.add("separator_key", _("Separator: key"), ChoiceField(keys))
        form.add("layout", _("Keyboard"), ChoiceField(_layouts()), span=2)
        form.add("alt_codes", "", CheckField(_("It types every character as an Alt code")), span=2)
        form.add("keypad", "", CheckField(_("It types figures on the number pad without Num Lock")), span=2)
        save = action_button(_("Save"), "check", "Ctrl+Return", "main")
        save.clicked.connect(self.save)
        usual = action_button(_("As it comes"), "rotate-ccw")
        usual.clicked.connect(lambda: self._show(ScanSettings()))
        self.inside.addWidget(form)
        self.inside.addLayout(row(save, usual, None))

    def _serial_port(self) -> None:
        """A scanner that is no keyboard: nothing lies between it and the program."""
        self.line = form = Form()
        self.inside.addWidget(section(_("A scanner at a serial port (COM)")))
        told = _("The surest way where the scanner can do it: switch it to USB-COM with its set-up code and choose its "
                 "port here. No keyboard layout, input method or cursor lies between.")  # fmt: skip
        self.inside.addWidget(label(told, "secondary", wrap=True))
        form.add("name", _("Port"), ChoiceField())
        form.add("baud", _("Speed"), ChoiceField([(baud, str(baud)) for baud in BAUDS]))
        form.add("encoding", _("Chinese text in codes"), ChoiceField([("utf-8", "UTF-8"), ("gb18030", "GBK")]))
        use = action_button(_("Use this port"), "check")
        use.clicked.connect(self.use_port)
        again = action_button(_("Look for ports again"), "refresh-cw")
        again.clicked.connect(lambda: self._show_ports(str(form.values()["name"] or "")))
        self._state = Chip()
        self.inside.addWidget(form)
        self.inside.addLayout(row(use, again, self._state, None))
        self._serial.changed.connect(self._show_state)

    def _show_ports(self, chosen: str) -> None:
        found = dict(self._serial.ports())
        if chosen and chosen not in found:
            found[chosen] = _("not there now")
        ports = [("", _("None"))] + [(name, f"{name}  {what}".rstrip()) for name, what in found.items()]
        self.line.editor("name").set_choices(ports)
        self.line.set_values({"name": chosen})

    def _show_state(self) -> None:
        self._state.set(*words.port_state(self._serial.state))

    def use_port(self) -> None:
        """Listen to the port chosen, from now on and from the next start on."""
        port = port_of(self.line.values())
        self.shell.settings.set(PORT, asdict(port))
        self._serial.use(port)
        self.remember()

    def load(self) -> None:
        if not self.holds_typed():
            self._show(settings_of(self.shell.settings.get(KEYS, None)))
            port = port_of(self.shell.settings.get(PORT, None))
            self._show_ports(port.name)
            self.line.set_values({"baud": port.baud, "encoding": port.encoding})
            self._show_state()
            self.remember()

    def _show(self, settings: ScanSettings) -> None:
        values = {name: value for name, value in kept_of(settings).items() if name in self.form.values()}
        figures = {name: round(values[name]) for name in LIMITS}
        shown = {name: SIGNS.get(values[name], values[name]) for name in ("prefix", "separator_text")}
        self.form.set_values(values | figures | shown)

    def save(self) -> None:
        if self.form.valid():
            self._keep(settings_of(_typed(self.form.values())))
            self.shell.toast(_("The settings are saved."))

    def _keep(self, settings: ScanSettings) -> None:
        """From now on, and from the next start on."""
        self.shell.settings.set(KEYS, kept_of(settings))
        self._scans.configure(settings)
        self._show(settings)
        self.remember()

    def _show_found(self, found: Findings) -> None:
        shortest = settings_of(self.shell.settings.get(KEYS, None)).shortest
        self._keep(replace(found.settings, shortest=shortest))
        self._found.addWidget(KeyFacts(words.facts(found), 3))
        self._found.addWidget(FindingList(words.findings(found)))
        self.shell.toast(_("The scanner is set up as it was found."))


def _figure(name: str) -> IntField:
    low, high = LIMITS[name]
    return IntField(low, high, example=str(round(getattr(ScanSettings(), name))))


def _layouts() -> list[tuple[str, str]]:
    told = _("Scanner: {scanner}; this PC: {pc}")
    pairs = [(named(*pair), told.format(scanner=_(TERMS[pair[0]]), pc=_(TERMS[pair[1]]))) for pair in PAIRS]
    return [("", _("The same for both")), *pairs]


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """The form's values as the settings hold them."""
    by_name = {name: sign for sign, name in SIGNS.items()}
    texts = {name: str(values[name] or "") for name in ("prefix", "separator_text")}
    return values | {name: by_name.get(text.upper(), text) for name, text in texts.items()}
