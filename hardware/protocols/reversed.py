"""Readers that send the bytes of a tag in the opposite order."""

from dataclasses import replace

from gate.core.values.model import Credential, Medium
from hardware.protocols.decoder import Decoder, Faults, Reading


def turned(tag: str) -> str:
    """Return a tag in canonical form with its last byte first."""
    return bytes.fromhex(tag)[::-1].hex().upper()


class Reversed:
    """Decoder of a reader whose tags must be turned; what is no tag stays as it is."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder

    @property
    def faults(self) -> Faults:
        """What was dropped so far."""
        return self._decoder.faults

    @property
    def good_frames(self) -> int:
        """How many frames were whole and right so far."""
        return self._decoder.good_frames

    @property
    def pending(self) -> int:
        """Bytes kept until more come or the gap settles them."""
        return self._decoder.pending

    def feed(self, data: bytes) -> list[Reading]:
        """Return what these bytes complete, with every tag turned."""
        return [_turned(reading) for reading in self._decoder.feed(data)]

    def flush(self) -> list[Reading]:
        """Settle what is pending, with every tag turned."""
        return [_turned(reading) for reading in self._decoder.flush()]


def _turned(reading: Reading) -> Reading:
    seen = reading.credential
    if seen.medium is not Medium.TAG:
        return reading
    return replace(reading, credential=Credential(Medium.TAG, turned(seen.value)))
