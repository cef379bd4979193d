"""An OSDP reader, played by libosdp's own peripheral side: what it hears → what it says."""

from collections.abc import Mapping
from random import Random

from gate.config.gate_toml import ReaderConfig
from hardware.osdp import key as osdp_key
from hardware.osdp.library import libosdp
from simulator.reader.bad_line import Trouble, spoilt
from simulator.reader.spelling import encode
from simulator.world import Sighting

TURNS = 3
"""Turns that libosdp takes at most to answer what has come."""


class OsdpHead:
    """One reader with its address. Without a key it waits to be given one."""

    def __init__(self, address: int, key: bytes | None) -> None:
        self.address = address
        self.id = 0
        """What libosdp tells lines apart by; it knows of one."""
        self.commands: list[Mapping[str, object]] = []
        """What the panel has made it do."""
        self._library = libosdp()
        self._came = bytearray()
        self._goes = bytearray()
        self.set_key(key)

    @property
    def is_secure(self) -> bool:
        """Whether it and the panel have proved their key to each other."""
        return bool(self._device.is_sc_active())

    def set_key(self, key: bytes | None) -> None:
        """Begin anew with a key."""
        self._key = key
        self._came.clear()
        identity = ("version", "model", "vendor_code", "serial_number", "firmware_version")
        about = {
            "name": "reader",
            "address": self.address,
            "flags": 0,
            "scbk": key,
            "channel": self,
            **dict.fromkeys(identity, 1),
        }
        abilities = (
            self._library.CAP_READER_LED_CONTROL,
            self._library.CAP_READER_AUDIBLE_OUTPUT,
            self._library.CAP_COMMUNICATION_SECURITY,
            self._library.CAP_CARD_DATA_FORMAT,
        )
        self._device = self._library.PeripheralDevice(
            about,
            capabilities=[
                {"function_code": each, "compliance_level": 1, "num_items": 1} for each in abilities
            ],
        )
        self._device.set_command_callback(self._obey)

    def show(self, data: bytes, bits: int | None = None, card_format: int = 0) -> None:
        """Hold a card to it: the panel hears of it when it asks next."""
        self._device.submit_event(
            {
                "event": self._library.EVENT_CARDREAD,
                "reader_no": 0,
                "direction": 0,
                "format": card_format,
                "length": 8 * len(data) if bits is None else bits,
                "data": data,
            }
        )

    def answer(self, came: bytes) -> bytes:
        """Return what it says to what has come."""
        self._came += came
        for _ in range(TURNS):
            self._device.refresh()
        goes, self._goes = bytes(self._goes), bytearray()
        return goes

    def power_cut(self) -> None:
        """Forget all but the key, as after a power cut."""
        self.set_key(self._key)

    # What libosdp wants of a line.

    def read(self, most: int) -> bytes:
        """Return what has come, at most so many bytes."""
        came = bytes(self._came[:most])
        del self._came[:most]
        return came

    def write(self, data: bytes) -> int:
        """Say something; return how many bytes of it."""
        self._goes += data
        return len(data)

    def flush(self) -> None:
        """Forget what has come."""
        self._came.clear()

    def _obey(self, command: Mapping[str, object]) -> tuple[int, None]:
        self.commands.append(command)
        return 0, None


class OsdpReaderHead:
    """The same as `simulator.reader.head.ReaderHead`, for one reader alone on its bus."""

    def __init__(self, config: ReaderConfig, random: Random) -> None:
        """ConfigError when its key cannot be read."""
        self.troubles: frozenset[Trouble] = frozenset()
        self._config = config
        self._random = random
        osdp = config.osdp
        path = None if osdp is None else osdp.key_file
        self._head = OsdpHead(
            0 if osdp is None else osdp.address, None if path is None else osdp_key.load(path)
        )

    def see(self, sighting: Sighting) -> bytes:
        """Keep a card until it is asked for; it says nothing by itself."""
        self._head.show(encode(self._config, sighting))
        return b""

    def hear(self, data: bytes) -> bytes:
        """Return what it answers."""
        return spoilt(self._head.answer(data), self.troubles, self._random)

    def power_cut(self) -> None:
        """Forget everything but its key."""
        self._head.power_cut()
