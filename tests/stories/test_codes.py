"""A visitor's pass from the bytes of a scanner to the relay: the QR code of a slip."""

import pytest

from gate.core.values.events import ReadArrived
from gate.core.values.model import Medium, Output, PermitRow, Wiring
from gate.core.values.settings import SiteSettings
from gate.core.values.zones import Zone
from gate.registry import pass_codes
from hardware.protocols.catalogue import DECODERS
from hardware.protocols.decoder import Options
from hardware.protocols.readers import text_line
from simulator.world import Car
from tests.stories.people import WALL
from tests.stories.story import Story, closed
from tests.stories.wirings import LANE, OURS

CODE, OTHER = "7VPZ4M", "7VPZ43"
ZONE = Zone("dalam", frozenset({LANE}), frozenset())
PASS = PermitRow(
    20, None, "visitor", "any", int(WALL) - 60, int(WALL) + 3600, None, None, (f"code:{CODE}",), (),
    removed=False, entries=1,
)  # fmt: skip


class Scanner:
    """A code scanner on a serial line of the lane."""

    def __init__(self, told: Story) -> None:
        self._told = told
        self._decoder = DECODERS["text_line"](Options(Medium.CODE, r"(?P<code>[A-Za-z0-9-]{4,32})"))

    def reads(self, slip: str) -> None:
        """The bytes come in pieces, as they do from a serial port."""
        sent = text_line.encode(slip)
        for piece in (sent[:3], sent[3:]):
            for reading in self._decoder.feed(piece):
                self._told._handle(ReadArrived(LANE, "pemindai", reading.credential))
        self._told.run(0.1)


def with_pass(wiring: Wiring, row: PermitRow = PASS) -> tuple[Story, Scanner]:
    told = closed(wiring)
    told.settings = SiteSettings(told.settings.lanes, told.settings.confirmations, zones=(ZONE,))
    told.power_up()
    told.run(5)
    told.registry(row)
    return told, Scanner(told)


@pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, *OURS])
def test_the_code_on_a_slip_opens_once(wiring: Wiring):
    told, scanner = with_pass(wiring)
    told.arrive(Car.showing())
    scanner.reads(pass_codes.spell(CODE))

    assert told.until("passage.done").payload["vehicle"] == PASS.vehicle
    (granted,) = told.rows("decision.granted")
    assert [
        (read["reader"], read["medium"], read["value"]) for read in granted.payload["reads"]
    ] == [("pemindai", "code", CODE)]
    told.until("boom.closed")
    told.run(10)

    moves = len(told.pulses)
    told.arrive(Car.showing())
    scanner.reads(CODE.lower())
    assert told.until("decision.denied").payload["objections"] == ["used_up"]
    assert len(told.pulses) == moves


@pytest.mark.parametrize(
    ("row", "slip", "objections"),
    [
        (PASS, OTHER, ["unknown"]),
        (PASS._replace(valid_until=int(WALL) - 1), CODE, ["expired"]),
        (PASS._replace(valid_from=int(WALL) + 1800), CODE, ["not_yet_valid"]),
        (PASS._replace(lost=(f"code:{CODE}",)), CODE, ["lost_credential"]),
    ],
)
def test_another_slip_opens_nothing(row: PermitRow, slip: str, objections: list[str]):
    told, scanner = with_pass(Wiring.OPEN_CLOSE, row)
    told.arrive(Car.showing())
    scanner.reads(slip)

    assert told.until("decision.denied").payload["objections"] == objections
    assert Output.OPEN not in told.pulses


def test_what_is_no_line_of_a_slip_is_nobody():
    told, scanner = with_pass(Wiring.OPEN_CLOSE)
    told.arrive(Car.showing())
    scanner.reads("WIFI:S:x;P:y;;")

    assert told.rows("decision.denied") == []
