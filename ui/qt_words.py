"""Qt's own words (file dialogs, menus of text fields, calendars) in the language that the program speaks."""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from resources.i18n import language

NAME = "qt-words"
log = logging.getLogger(__name__)


def speak_qt() -> None:
    """Follow the language in use; to be called whenever it changes. Qt's words are English where it has no others."""
    application = QCoreApplication.instance()
    if application is None:
        return
    for before in application.findChildren(QTranslator, NAME):
        application.removeTranslator(before)
        before.deleteLater()
    if language() == "en":
        return
    words = QTranslator(application)
    words.setObjectName(NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(f"qtbase_{language()}", folder):
        application.installTranslator(words)
    else:
        log.warning("Qt has no words for %s in %s.", language(), folder)
