"""The packer's control sheet: each command on it is one that the bench understands, and is read back."""

import pytest

from printing import readback
from printing.documents.control_sheet import WORDS, render_control_sheet
from services.scanning import COMMANDS, parse


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("dpi", [203, 300])
def test_every_code_on_the_sheet_is_read_back(language: str, dpi: int) -> None:
    wanted = frozenset(f"CMD-{command}" for command in WORDS)
    assert readback.unread(render_control_sheet(tuple(WORDS), language), wanted, dpi) == frozenset()


def test_the_sheet_holds_every_command_and_nothing_else() -> None:
    kinds = {command: parse(f"CMD-{command}").kind for command in WORDS}
    assert {command for command, kind in kinds.items() if kind == "command"} == set(COMMANDS)
    assert set(kinds.values()) == {"command", "quantity"}
