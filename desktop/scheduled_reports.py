"""Reports into a folder by themselves, as it was set on this PC; looked at whenever the rules that warn are."""

import logging
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop.pc_settings import PcSettings
from resources.i18n import _
from services.errors import Refusal, Unavailable

if TYPE_CHECKING:
    from services.reports.scheduled import Schedule

log = logging.getLogger(__name__)
KEPT, SAID = "reports.schedule", "reports.schedule.said"


class ScheduledReports:
    """What the page of reports in the settings works with, and the errand."""

    def __init__(self, settings: PcSettings) -> None:
        self._settings = settings

    def schedule(self) -> "Schedule":
        """As it was set; nothing where it can't be read."""
        from services.reports.scheduled import Schedule

        kept = self._settings.get(KEPT, {})
        if not isinstance(kept, dict):
            return Schedule()
        names, person = kept.get("names", ()), kept.get("person", 0)
        return Schedule(
            str(kept.get("every", "")), str(kept.get("folder", "")),
            tuple(str(name) for name in names) if isinstance(names, list | tuple) else (),
            person if isinstance(person, int) else 0, str(kept.get("done", "")),
        )  # fmt: skip

    def said(self) -> str:
        """What came of it last, as a sentence."""
        return str(self._settings.get(SAID, ""))

    def keep(self, schedule: "Schedule") -> None:
        self._settings.set(KEPT, asdict(schedule) | {"names": list(schedule.names)})

    def look(self, today: date) -> int:
        """Write what is due; returns how many files were. What fails is told on the page and tried again."""
        if not self._settings.get(KEPT, {}):
            return 0  # the reports are not loaded for nothing
        from services.reports import scheduled

        schedule = self.schedule()
        period = scheduled.due(schedule, today)
        if period is None:
            return 0
        actor = scheduled.person_of(schedule)
        if actor is None:
            self._say(_("Who set it may no longer sign in. Save it once more."))
            return 0
        try:
            made = scheduled.write(schedule, actor, period, _)
        except Unavailable as error:
            log.warning("reports were not written: %s %s", error.code, error.data)
            self._say(_("{folder}: the reports could not be written. Is it there, and may one write there?").format(
                folder=schedule.folder))  # fmt: skip
            return 0
        except Refusal as error:
            log.warning("reports were not written: %s %s", error.code, error.data)
            self._say(_("The reports could not be made; the log says why."))
            return 0
        # What was changed in the settings while the reports were made stays.
        self.keep(replace(self.schedule(), done=period.last.isoformat()))
        self._say(_("Written on {day}: {count} files in {folder}").format(
            day=today.isoformat(), count=len(made), folder=made[0].parent if made else schedule.folder))  # fmt: skip
        return len(made)

    def _say(self, sentence: str) -> None:
        self._settings.set(SAID, sentence)
