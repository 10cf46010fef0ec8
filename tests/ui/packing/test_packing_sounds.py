"""Sounds that differ for a tired ear, made by the script beside them; silence where nothing can play them."""

import math
import wave
from itertools import combinations

from PySide6.QtCore import qInstallMessageHandler, qWarning

from resources.sounds import make_sounds
from ui.packing.sounds import Sounds, sound_file
from ui.packing.words import WORDS


def test_the_files_are_what_the_script_makes(tmp_path):
    made = make_sounds.write(tmp_path)
    assert len(made) == 5
    for path in made:
        assert sound_file(path.stem).read_bytes() == path.read_bytes()


def test_every_sound_that_a_verdict_names_exists_and_is_short():
    names = {each.sound for each in WORDS.values()}
    assert names | {"repeat"} == set(make_sounds.SOUNDS)
    lengths = {}
    for name in make_sounds.SOUNDS:
        with wave.open(str(sound_file(name))) as file:
            lengths[name] = file.getnframes() / file.getframerate()
    assert max(lengths.values()) < 1
    assert lengths["ok"] < lengths["ask"] < lengths["error"]


def test_no_two_sounds_have_the_same_rhythm_or_lie_near_in_pitch():
    """Rhythm: how many tones, and how long. Pitch: at least a third (five semitones) between the first tones."""
    heard = {name: [tone for tone in tones if tone[0]] for name, tones in make_sounds.SOUNDS.items()}
    for first, second in combinations(heard.values(), 2):
        seconds = [sum(length for _hertz, length in tones) for tones in (first, second)]
        assert len(first) != len(second) or max(seconds) / min(seconds) > 1.5
        apart = abs(12 * math.log2(first[0][0] / second[0][0]))
        rises = [tones[-1][0] - tones[0][0] for tones in (first, second)]
        assert apart >= 5 or (rises[0] > 0) != (rises[1] > 0), "alike in pitch, they must move apart"


def test_without_a_screen_or_a_device_it_is_silent_and_says_nothing(qapp, caplog):
    sounds = Sounds()
    for name in make_sounds.SOUNDS:
        sounds.play(name)
    sounds.play("")
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


def test_no_message_waits_for_python_while_the_sound_system_is_loaded(qapp, monkeypatch):
    """Its libraries write while the system's loader is locked, for which an import in another thread may wait."""
    heard = []
    before = qInstallMessageHandler(lambda _kind, _context, text: heard.append(text))
    try:
        monkeypatch.setattr(Sounds, "_load", lambda _self, name: qWarning(f"loading {name}"))
        Sounds().prepare()
        qWarning("loaded")
    finally:
        qInstallMessageHandler(before)
    assert heard == ["loaded"]
