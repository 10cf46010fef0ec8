"""What scales send, by their manuals, in pieces as a line delivers them."""

import pytest

from services.scales import Reader, Reading, protocols

SAID = [
    ("standard", b"ST,GS,+  2.350kg\r\nUS,GS,+  2.351kg\r\n", [Reading(2350, True), Reading(2351, False)]),
    ("standard", b"OL,GS,+99999.9kg\r\n", [Reading(99999900, False, True)]),
    ("standard", b"ST,NT,-  0.120kg\r\n", [Reading(0, True)]),
    ("standard-asked", b"ST,+00123.45  g\r\n", [Reading(123, True)]),
    ("sics", b"S S     1.2345 kg\r\nS D     12.5 g\r\nS I\r\nS +\r\n",
     [Reading(1234, True), Reading(12, False), Reading(0, False, True)]),
    # SWA "-" is 3 decimals (5), SWB "0" is kilograms (bit 4), gross and at rest; "8" moves (bit 3).
    ("toledo", b"\x02-0 012340     0\r\x02-8 012340     0\r", [Reading(12340, True), Reading(12340, False)]),
    # The check is that of the manual: "+0023503" combined by exclusive or.
    ("yaohua", b"\x02+0023503", []),
    ("yaohua-a12", b"WG004.139kg3D\r\n" * 3 + b"         OL23\r\n",
     [Reading(4139, False), Reading(4139, False), Reading(4139, True), Reading(0, False, True)]),
    ("yaohua-reversed", b"=000.3000=000.3000=000.3000=00.1000-",
     [Reading(3000, False), Reading(3000, False), Reading(3000, True), Reading(0, False)]),
    ("yaohua-plain", b"=0003.500=0003.500", [Reading(3500, False), Reading(3500, False)]),
    ("nci", b"\n01.250KG\r\nS00\r\n\x03\n01.260KG\r\nS10\r\n\x03", [Reading(1250, True), Reading(1260, False)]),
    ("plain", b"noise 2.5\r\n 2500 g\r\n2.500 kg\n", [Reading(2500, False), Reading(2500, False), Reading(2500, True)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "readings"), SAID)
def test_each_protocol_is_read_whole_and_byte_by_byte(name: str, data: bytes, readings: list[Reading]) -> None:
    assert Reader(protocols()[name]).feed(data) == readings
    reader = Reader(protocols()[name])
    assert [each for byte in data for each in reader.feed(bytes([byte]))] == readings


def test_a_frame_with_a_wrong_check_is_skipped() -> None:
    body = b"+0023503"
    check = f"{body[0] ^ body[1] ^ body[2] ^ body[3] ^ body[4] ^ body[5] ^ body[6] ^ body[7]:02X}".encode()
    reader = Reader(protocols()["yaohua"])
    assert reader.feed(b"\x02" + body + check + b"\x03") == [Reading(2350, False)]
    assert reader.feed(b"\x02" + body + b"00\x03") == []


def test_every_protocol_can_be_offered() -> None:
    for each in protocols().values():
        assert each.title
        assert each.told
        assert (each.parity in "NEO", each.bits in (7, 8)) == (True, True)
