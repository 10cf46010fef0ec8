"""The page of the bench at this PC: sounds and voice, a stuttering scanner, the scale, the camera."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCompleter

from resources.i18n import _
from services.scales import Reading, protocols
from ui.kit.buttons import action_button
from ui.kit.fields import CheckField, ChoiceField, IntField, TextField
from ui.kit.formats import quantity
from ui.kit.forms import Form
from ui.kit.labels import label, row
from ui.kit.panel import section
from ui.kit.serial_port import port_names
from ui.packing import own
from ui.packing.camera import camera_names
from ui.packing.scale import Scale
from ui.packing.sounds import Sounds
from ui.packing.typed import GRAMS
from ui.settings.pages import Page
from ui.shell import Shell

LOUD = (100, 90, 70, 50, 30)
SOUNDS = ("ok", "error", "ask", "done", "repeat")


class BenchPage(Page):
    """See the module. Holds from the next time the packing window is shown."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.sounds, self.scale = Sounds(self), Scale(self)
        self.scale.read.connect(self._weighed)
        self.form = Form()
        self._sound_fields()
        self._device_fields()
        self.inside.addWidget(self.form)
        save, self._try = action_button(_("Save"), "check", "Ctrl+Return", "main"), action_button(_("Try the scale"))
        hear = action_button(_("Hear the sounds"), "play")
        save.clicked.connect(self.save)
        hear.clicked.connect(self._hear)
        self._try.clicked.connect(self._weigh)
        self.inside.addLayout(row(save, hear, self._try, None, gap=8))
        self.inside.addWidget(section(_("On the scale")))
        self._told = label(_("Nothing is read yet."), "hint")
        self.inside.addWidget(self._told)

    def _sound_fields(self) -> None:
        form = self.form
        form.add(own.VOLUME, _("Volume"), ChoiceField([(each, f"{each} %") for each in LOUD]))
        told = _("The same code again within this time is ignored, aloud and on record. 0: every scan counts.")
        form.add(own.REPEAT_MS, _("Stuttering scanner, in ms"), IntField(0, 5000, example="0"), hint=told)
        form.add(own.MUTED, "", CheckField(_("Sounds off")), hint=_("The colours and words stay."), span=2)
        form.add(own.SPOKEN, "", CheckField(_("Speak the words")),
                 hint=_("What is wrong and which box, where this PC has a voice of the language."), span=2)  # fmt: skip

    def _device_fields(self) -> None:
        form = self.form
        scales = [("", _("None")), *((name, each.title) for name, each in protocols().items())]
        form.add(own.SCALE, _("Kind of scale"), ChoiceField(scales), hint=_("How it writes a weight, in its manual"))
        port = TextField()
        known = QCompleter([name for name, _told in port_names()], port)
        known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        port.setCompleter(known)
        names = ", ".join(told for _name, told in port_names()) or _("none is there")
        form.add(own.SCALE_PORT, _("Port of the scale"), port, hint=_("Ports: {names}").format(names=names))
        form.add(own.CAMERA, _("Camera"), ChoiceField([("", _("None"))]), hint=_("For photos of packages (F3)"))
        form.add(own.CAMERA_SCANS, "", CheckField(_("Reads codes held before it")))

    def load(self) -> None:
        self.shell.read(self, camera_names, self._show, key="cameras")

    def _show(self, cameras: list[str]) -> None:
        """What is chosen; a camera that is not there now can stay chosen."""
        chosen = own.own(self.shell.settings)
        names = dict.fromkeys([*cameras, chosen.camera])
        if not self.holds_typed():
            pairs = [("", _("None")), *((name, name) for name in names if name)]
            self.form.editor(own.CAMERA).set_choices(pairs)
            self.form.set_values({name: getattr(chosen, name.removeprefix("bench.")) for name in own.DEFAULTS})
            self.remember()

    def save(self) -> None:
        if not self.form.valid():
            return
        for name, value in self.form.values().items():
            self.shell.settings.set(name, own.DEFAULTS[name] if value is None else value)
        self.remember()
        self.shell.toast(_("The settings are saved."))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.scale.stop()

    def _hear(self) -> None:
        """One after another, so that they can be told apart."""
        self.sounds.volume = (self.form.values()[own.VOLUME] or 0) / 100
        self.sounds.play_in_turn(SOUNDS)

    def _weigh(self) -> None:
        values = self.form.values()
        self.scale.stop()
        self.scale.follow(own.Own(scale=values[own.SCALE] or "", scale_port=values[own.SCALE_PORT] or ""))
        there = self.scale.there
        self._told.setText(_("Put something on the scale.") if there else _("The port can't be opened."))

    def _weighed(self, reading: Reading) -> None:
        text = _("{kilos} kg, stands still") if reading.stable else _("{kilos} kg, moves")
        if reading.over:
            text = _("More than the scale takes")
        self._told.setText(text.format(kilos=quantity(reading.grams / GRAMS)))
