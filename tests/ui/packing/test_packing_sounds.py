"""Four sounds that differ, made by the script beside them; silence where nothing can play them."""

import wave

from resources.sounds import make_sounds
from ui.packing.sounds import Sounds, sound_file
from ui.packing.words import WORDS


def test_the_files_are_what_the_script_makes(tmp_path):
    made = make_sounds.write(tmp_path)
    assert len(made) == 4
    for path in made:
        assert sound_file(path.stem).read_bytes() == path.read_bytes()


def test_every_sound_that_a_verdict_names_exists_and_is_short():
    names = {each.sound for each in WORDS.values()}
    assert names == set(make_sounds.SOUNDS)
    lengths = {}
    for name in names:
        with wave.open(str(sound_file(name))) as file:
            lengths[name] = file.getnframes() / file.getframerate()
    assert max(lengths.values()) < 1
    assert lengths["ok"] < lengths["ask"] < lengths["error"]


def test_without_a_screen_or_a_device_it_is_silent_and_says_nothing(qapp, caplog):
    sounds = Sounds()
    for name in make_sounds.SOUNDS:
        sounds.play(name)
    sounds.play("")
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
