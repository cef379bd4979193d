import subprocess
import sys

from hardware.protocols.catalogue import DECODERS
from hardware.protocols.decoder import Options


def test_each_protocol_makes_a_decoder_of_its_own():
    for make in DECODERS.values():
        first, second = make(Options()), make(Options())

        assert first is not second
        assert first.feed(b"") == first.flush() == []
        assert first.faults is not second.faults


def test_the_protocols_need_no_pin_or_port_library():
    """The simulator encodes frames on machines that have neither."""
    script = (
        "import sys, hardware.protocols.catalogue;"
        "sys.exit(bool({'gpiozero', 'serial', 'asyncio'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", script], check=False)

    assert done.returncode == 0
