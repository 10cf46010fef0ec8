"""Windows of the office on a real database, and a keeper with a scanner."""

from collections.abc import Callable, Iterator

import pytest

from tests.ui.approval.office import Office, office, office_template
from tests.ui.inventory.keeper import Keeper
from ui.scan.filter import ScanFilter

__all__ = ["office", "office_template"]


@pytest.fixture
def keeper(office: Office, scans: ScanFilter) -> Iterator[Callable[..., Keeper]]:
    """Opens the window once the shop is as the test wants it."""
    made: list[Keeper] = []

    def sit(role: str = "warehouse") -> Keeper:
        made.append(Keeper(office, scans, role))
        return made[-1]

    yield sit
    for each in made:
        each.close_all()
