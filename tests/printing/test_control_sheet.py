"""The packer's control sheet: each command on it is one that the bench understands, and is read back."""

import pytest

from printing import raster, readback
from printing.documents.control_sheet import COMMANDS as PRINTED
from printing.documents.control_sheet import COUNTS, render_control_sheet
from services.scanning import COMMANDS, parse


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("dpi", [203, 300])
def test_every_code_on_the_sheet_is_read_back(language: str, dpi: int) -> None:
    first, second = raster.bitmaps(render_control_sheet(language, ("Bench 1",)), dpi)
    for page, commands in ((first, PRINTED), (second, COUNTS)):
        assert {f"CMD-{command}" for command in commands} <= readback.codes_on(page)


def test_the_boxes_of_a_batch_have_their_codes() -> None:
    pages = list(raster.bitmaps(render_control_sheet("en", (), 20), 203))
    found = frozenset().union(*(readback.codes_on(page) for page in pages[2:]))
    assert {f"BOX-{box}" for box in range(1, 21)} <= found
    assert {parse(f"BOX-{box}").package for box in range(1, 21)} == set(range(1, 21))


def test_the_sheet_holds_every_command_and_nothing_else() -> None:
    kinds = {command: parse(f"CMD-{command}").kind for command in (*PRINTED, *COUNTS)}
    assert {command for command, kind in kinds.items() if kind == "command"} == set(COMMANDS)
    assert set(kinds.values()) == {"command", "quantity", "digit"}
    assert "".join(parse(f"CMD-{command}").command for command in COUNTS) == "1234567890."
