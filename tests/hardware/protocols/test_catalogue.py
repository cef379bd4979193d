import subprocess
import sys

from hardware.protocols.catalogue import DECODERS, make_dialogue
from hardware.protocols.decoder import Options


def test_each_protocol_makes_a_decoder_of_its_own():
    for make in DECODERS.values():
        first, second = make(Options()), make(Options())

        assert first is not second
        assert first.feed(b"") == first.flush() == []
        assert first.faults is not second.faults


def test_a_reader_that_talks_by_itself_is_told_nothing():
    assert make_dialogue("rdm6300", Options()) is None


def test_the_protocols_need_no_pin_or_port_library():
    """The simulator encodes frames on machines that have neither."""
    script = (
        "import sys, hardware.protocols.catalogue;"
        "sys.exit(bool({'gpiozero', 'serial', 'asyncio'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", script], check=False)

    assert done.returncode == 0
