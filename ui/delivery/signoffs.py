"""The sign-offs of a delivery: who has signed and when, who still may, and the dialog in which one signs.

    section = SignoffSection(shell)
    section.asked.connect(self._sign)                     # the role
    section.show_view(view, today)

    dialog = SignDialog(self, shell, view, "sales", versions)
    dialog.signed.connect(self._signed)                   # the Stage after it
    dialog.scanned(text)                                  # a badge under the scanner while the dialog is open

A sign-off is one's own act: whoever signs proves it by password, PIN or badge, and the call is made in their name,
whoever is signed in. A signature may be drawn besides; it is kept with the delivery and shown with the sign-off.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from resources.i18n import _
from services import attachments, people
from services.attachments import Content
from services.deliveries import sign_off
from services.delivery_book import Stage
from services.delivery_views import DeliveryView, Signature, Signer
from services.errors import Refusal, Unavailable
from services.pictures import File, prepare
from services.unit import Actor
from ui.delivery.pad import SignaturePad
from ui.delivery.steps import Versions
from ui.delivery.words import role_word, things
from ui.kit.buttons import action_button, link_button
from ui.kit.dialog import Dialog
from ui.kit.fields import ChoiceField, PasswordField
from ui.kit.formats import moment
from ui.kit.forms import Form
from ui.kit.jobs import Report
from ui.kit.labels import ElidedLabel, IconLabel, boxed, column, label, row
from ui.kit.panel import clear
from ui.kit.parsing import fold
from ui.shell import Shell

PIN_DIGITS = range(4, 9)
SHORTEST_PASSWORD = 8


class SignoffSection(QWidget):
    """See the module."""

    asked = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._count = label("", "caption")
        head = boxed(row(label(_("Sign-offs"), "section"), self._count, None, gap=8, margins=(0, 14, 0, 4)))
        self._rows = column(gap=0)
        self.setLayout(column(head, self._rows, gap=0))
        self._told: object = None

    def show_view(self, view: DeliveryView, today: date) -> None:
        told = (view.id, view.state, view.signatures, view.signers, view.two_people, today)
        if told == self._told:
            return
        self._told = told
        done = sum(1 for signature in view.signatures if signature.who)
        count = f"{done} / {len(view.signatures)}"
        two = _("{count}, by two people").format(count=count)
        self._count.setText(two if view.two_people and len(view.signatures) > 1 else count)
        clear(self._rows)
        key = "F4"
        for signature in view.signatures:
            self._rows.addWidget(self._row(view, signature, today, key))
            key = key if signature.who else ""
        self.setVisible(bool(view.signatures))

    def _row(self, view: DeliveryView, signature: Signature, today: date, key: str) -> QWidget:
        there = bool(signature.who)
        tone = "green" if there else "amber" if view.state == "packed" else "neutral"
        icon = IconLabel("circle-check" if there else "circle-dashed", f"tones.{tone}.fg", 20)
        who = ElidedLabel(self._who(view, signature), "caption")
        words = column(label(role_word(signature.role), "bodyStrong"), who, gap=0)
        line = row(icon, gap=12, margins=(0, 6, 0, 6))
        line.addLayout(words, 1)
        if signature.drawing is not None:
            line.addWidget(Drawing(self._shell, signature.drawing, role_word(signature.role)))
        if signature.at is not None:
            line.addWidget(label(moment(signature.at, today), "caption"))
        elif view.state == "packed" and _may_sign(view, signature.role):
            sign = action_button(_("Sign"), "pen-line", key)
            sign.setAccessibleName(_("Sign for {role}").format(role=role_word(signature.role)))
            sign.clicked.connect(lambda: self.asked.emit(signature.role))
            line.addWidget(sign)
        return boxed(line)

    @staticmethod
    def _who(view: DeliveryView, signature: Signature) -> str:
        if signature.who:
            alone = _("{name} • signed for another role too; the rule of two people is waived").format(
                name=signature.who
            )
            return alone if signature.waived else signature.who
        names = [signer.name for signer in _may_sign(view, signature.role)]
        if not names:
            return _("Nobody else may sign for this role")
        few = _(" or ").join(names)
        text = few if len(names) < 3 else _("{names} and others").format(names=things(names[:2]))
        others = [s.who for s in view.signatures if s.who] if view.two_people else []
        return _("{names}, not {others}").format(names=text, others=things(others)) if others else text


def _may_sign(view: DeliveryView, role: str) -> list[Signer]:
    """Who may still sign for a role: nobody twice where two people are asked for."""
    signed = {s.user_id for s in view.signatures if s.who} if view.two_people else set()
    return [signer for signer in view.signers.get(role, ()) if signer.user_id not in signed]


class Drawing(QLabel):
    """A drawn signature, small, on white as it was drawn."""

    HIGH, WIDE = 34, 120

    def __init__(self, shell: Shell, attachment_id: int, role: str) -> None:
        super().__init__()
        self.setAccessibleName(_("Drawn signature for {role}").format(role=role))
        shell.read(self, lambda: attachments.content(attachment_id), self._show, key="drawing")

    def _show(self, content: Content | None) -> None:
        image = QPixmap()
        if content is None or not image.loadFromData(content.data):
            return
        ratio = self.devicePixelRatioF()
        room = QSize(round(self.WIDE * ratio), round(self.HIGH * ratio))
        small = image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        small.setDevicePixelRatio(ratio)
        self.setPixmap(small)


class SignDialog(Dialog):
    """See the module."""

    signed = Signal(object)

    def __init__(self, parent: QWidget, shell: Shell, view: DeliveryView, role: str, versions: Versions) -> None:
        super().__init__(parent, _("Sign off {number}").format(number=view.number), width=440)
        self._shell, self._view, self._role, self._versions = shell, view, role, versions
        self._signers = {signer.user_id: signer for signer in view.signers.get(role, ())}
        hint = row(IconLabel("id-card", "accent", 20), gap=10)
        text = _("For {role}: scan your badge, or choose your name and type your password or PIN.")
        hint.addWidget(label(text.format(role=role_word(role)), wrap=True), 1)
        self.body.addLayout(hint)
        self.form = Form(columns=1)
        self.person = ChoiceField([(signer.user_id, signer.name) for signer in self._signers.values()])
        self.secret = PasswordField()
        self.form.add("person", _("Person"), self.person, required=True)
        self.form.add("secret", _("Password or PIN"), self.secret, required=_("Please type your password or PIN."))
        self.body.addWidget(self.form)
        self.body.addLayout(self._make_pad())
        self.secret.returnPressed.connect(self.submit)
        self.verb = self.buttons(_("Sign"), self.submit)
        free = [signer.user_id for signer in _may_sign(view, role)]
        self.person.set_value(shell.actor.user_id if shell.actor.user_id in free else next(iter(free), None))

    def _make_pad(self) -> QVBoxLayout:
        self.pad, self.again = SignaturePad(), link_button(_("Draw anew"))
        self.again.clicked.connect(self.pad.clear)
        self.again.setEnabled(False)
        self.pad.changed.connect(lambda: self.again.setEnabled(self.pad.drawn()))
        return column(row(label(_("Signature (optional)"), "label"), None, self.again), self.pad, gap=4)

    def open(self) -> None:
        super().open()
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        if self.form.valid() and self.verb.isEnabled():
            signer, secret, station, clock = (
                self._signers[self.person.value()],
                self.secret.value(),
                self._shell.station,
                self._shell.clock,
            )
            self._run(lambda: prove(signer, secret, station, clock))

    def scanned(self, text: str) -> None:
        """A badge was scanned while the dialog is open."""
        station, clock = self._shell.station, self._shell.clock
        if self.verb.isEnabled():
            missing = [s.role for s in self._view.signatures if not s.who and s.role != self._role]
            self._run(lambda: people.prove_badge(text, station=station, clock=clock), missing)

    def _run(self, proof: Callable[[], Actor], others: Sequence[str] = ()) -> None:
        """Sign for the dialog's role; a badge of somebody who has not that right but `others` signs for the other."""
        self.verb.setEnabled(False)
        call, roles, delivery_id = self._shell.call(), (self._role, *others), self._view.id
        picture = self.pad.picture()

        def work(_report: Report) -> Stage:
            actor = proof()
            role = next((each for each in roles if f"signoff.{each}" in actor.rights), roles[0])
            drawn = drawing_file(picture) if picture is not None else None
            step = self._versions.step(delivery_id, lambda c, version: sign_off(c, delivery_id, version, role, drawn))
            try:
                return step(replace(call, actor=actor))
            except Refusal as error:
                if error.code != "not_allowed":
                    raise
                raise Refusal("may_not_sign", name=actor.name, role=role) from error

        self._shell.jobs.write(self, work, self._done, failed=self._no)

    def _done(self, stage: Stage) -> None:
        self.accept()
        self.signed.emit(stage)

    def _no(self, error: Exception) -> None:
        self.verb.setEnabled(True)
        if not isinstance(error, Refusal) or isinstance(error, Unavailable):
            self._shell.jobs.on_error(self, error)
            return
        self.form.say(self._shell.errors.text(error))
        self.secret.selectAll()
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)


def drawing_file(picture: QImage) -> File:
    """A drawn signature, ready to be kept."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(picture)
    return prepare("signature.png", bytes(buffer.data().data()))


def prove(signer: Signer, secret: str, station: str, clock: Callable[[], object]) -> Actor:
    """The signer's own Actor. What could be either PIN or password is tried as the PIN first, if there is one."""
    plain = fold(secret)
    digits = plain.isascii() and plain.isdigit() and len(plain) in PIN_DIGITS
    if digits and (signer.has_pin or len(plain) < SHORTEST_PASSWORD):
        try:
            return people.prove_pin(signer.user_id, plain, station=station, clock=clock)  # type: ignore[arg-type]
        except Refusal as error:
            if error.code != "wrong_password" or len(plain) < SHORTEST_PASSWORD:
                raise
    return people.prove_password(signer.login, secret, station=station, clock=clock)  # type: ignore[arg-type]
