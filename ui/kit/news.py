"""What is new: shown once after an update, and whenever it is asked for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from resources.help import News
from resources.i18n import _
from ui.kit.dialog import Dialog
from ui.kit.labels import label, row


class NewsDialog(Dialog):
    def __init__(self, parent: QWidget, news: Sequence[News]) -> None:
        super().__init__(parent, _("What's new"))
        for each in news:
            self.body.addWidget(label(_("Version {version}").format(version=each.version), "section"))
            for point in each.points:
                line = row(gap=8)
                line.addWidget(label("•"), 0, Qt.AlignmentFlag.AlignTop)
                line.addWidget(label(point, wrap=True), 1)
                self.body.addLayout(line)
        self.buttons(_("Go on"), self.accept, cancel=None)


def since(news: Sequence[News], seen: str, now: str) -> tuple[News, ...]:
    """Of the versions those that came after `seen`, up to `now`; none where nothing was seen: then all is new."""
    if not seen:
        return ()
    return tuple(each for each in news if numbers(seen) < numbers(each.version) <= numbers(now))


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
