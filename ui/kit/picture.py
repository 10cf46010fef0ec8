"""The picture of a product: the first one kept with it, as large as its place; nothing where there is none.

    picture = Picture(shell, 140)
    picture.show_product(product_id)        # reads it; hidden until there is one
"""

from collections import OrderedDict

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.i18n import _
from services import attachments
from ui.shell import Shell

MOST, GAP = 60, 10
_known: OrderedDict[tuple[str, int], QImage] = OrderedDict()


class Picture(QWidget):
    """See the module."""

    def __init__(self, shell: Shell, height: int) -> None:
        super().__init__()
        self._shell = shell
        self._image = QImage()
        self._side = height
        self.setFixedHeight(height + GAP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Picture"))
        self.hide()

    def show_product(self, product_id: int | None) -> None:
        """Show the picture of a product, or none."""
        if product_id is None:
            self._show(None)
            return
        side = round(self._side * self.devicePixelRatioF())
        self._shell.read(self, lambda: picture_of(product_id, side), self._show, key="picture")

    def image(self) -> QImage:
        return self._image

    def _show(self, image: QImage | None) -> None:
        self._image = image if image is not None else QImage()
        self.setVisible(not self._image.isNull())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap.fromImage(self._image)
        pixmap.setDevicePixelRatio(ratio)
        painter.drawPixmap(0, 0, pixmap)


def picture_of(product_id: int, side: int) -> QImage | None:
    """The first picture kept with a product, at most `side` high, on a reader thread; None where there is none."""
    first = next((each for each in attachments.listed("product", product_id) if each.kind == "picture"), None)
    if first is None:
        return None
    key = first.sha256, side
    if key not in _known:
        content = attachments.content(first.id)
        if content is None:
            return None
        _known[key] = _scaled(content.data, side)
        while len(_known) > MOST:
            _known.popitem(last=False)
    return _known[key]


def _scaled(data: bytes, side: int) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    whole = reader.size()
    if whole.height() > side or whole.width() > side * 2:
        reader.setScaledSize(whole.scaled(QSize(side * 2, side), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
