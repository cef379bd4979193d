"""The driver of OSDP readers, with libosdp's peripheral side as the reader."""

from pathlib import Path
from typing import Self

from gate.core.values.model import Credential, Medium
from hardware.osdp.bus import Member, OsdpBus
from hardware.osdp.reader import OsdpReader
from tests.contract.rigs import quick_backoff
from tests.hardware.played_osdp import PlayedBus, PlayedReader

KEY = bytes.fromhex("4A1D0B7785C2E6F0934B5A6C7D8E9FA1")


class OsdpRig:
    """A link in `folder` names the pseudo-terminal, as /dev/serial/by-id names an adapter."""

    lane = "masuk"
    reader = "masuk-osdp"
    credential = Credential(Medium.TAG, "01001293D8")

    def __init__(self, folder: Path) -> None:
        member = Member(self.lane, self.reader, 5, KEY)
        path = folder / "usb-osdp"
        bus = OsdpBus(str(path), 9600, [member], quick_backoff())
        self.source = OsdpReader(bus, member)
        self._played = PlayedReader(5, KEY)
        self._cable = PlayedBus(path, [self._played])

    def __enter__(self) -> Self:
        self._cable.__enter__()
        return self

    def __exit__(self, *reason: object) -> None:
        self._cable.__exit__(*reason)

    def show(self) -> None:
        self._played.show(bytes.fromhex(self.credential.value))

    def send(self, data: bytes) -> None:
        self._cable.noise += data

    def unplug(self) -> None:
        self._cable.unplug()

    def plug_in(self) -> None:
        self._cable.plug_in()
