"""What each decoder costs: microseconds per frame, and how fast it gets through pure noise."""

from collections.abc import Iterator
from random import Random

from gate.clock import monotonic
from tests.hardware.protocols.specimens import SPECIMENS, Specimen

FRAMES = 10_000
CHUNK = 64
"""Bytes a read of the port brings at once."""
NOISE = 200_000


def measure() -> Iterator[str]:
    """Yield one line per decoder."""
    yield "decoder            µs/frame   frames/s   noise kB/s"
    for specimen in SPECIMENS.values():
        spent = _frames(specimen)
        yield (
            f"{specimen.name:16}   {spent / FRAMES * 1e6:8.1f}   {FRAMES / spent:8,.0f}"
            f"   {NOISE / _noise(specimen) / 1000:10,.0f}"
        )


def _frames(specimen: Specimen) -> float:
    """Seconds for all frames of one stream, no two alike, cut as a port cuts them."""
    random = Random(6)
    stream = b"".join(specimen.encode(specimen.value(random)) for _ in range(FRAMES))
    found, spent = _fed(specimen, stream)
    assert found == FRAMES, (specimen, found)
    return spent


def _noise(specimen: Specimen) -> float:
    return _fed(specimen, Random(6).randbytes(NOISE))[1]


def _fed(specimen: Specimen, stream: bytes) -> tuple[int, float]:
    chunks = [stream[at : at + CHUNK] for at in range(0, len(stream), CHUNK)]
    decoder = specimen.decoder()
    start = monotonic()
    found = sum(len(decoder.feed(chunk)) for chunk in chunks)
    return found, monotonic() - start
