"""One trial of a decoder with any bytes: all that must hold whatever they are."""

from tests.hardware.protocols.specimens import Specimen, values

MOST_PENDING = 520
"""The longest frame of any protocol, and a little."""

GOOD = {"text_line": "01001293D8", "nedap_anpr": "N1234ABC"}
CARDS = ("rdm6300", "rdm6300_raw13", "rdm6300_sum", "em18_bare12", "id12la")


def good_value(specimen: Specimen) -> str:
    fallback = "01001293D8" if specimen.name in CARDS else "E28069950000400A8F398133"
    return GOOD.get(specimen.name, fallback)


def try_bytes(specimen: Specimen, data: bytes) -> None:
    """Feed the bytes whole and in pieces as long as the first byte says; see that all holds."""
    whole, pieces = specimen.decoder(), specimen.decoder()
    step = 1 + data[0] % 32 if data else 1

    found = whole.feed(data)
    cut = [
        reading for at in range(0, len(data), step) for reading in pieces.feed(data[at : at + step])
    ]

    assert cut == found, "it matters how the stream is cut"
    assert pieces.faults == whole.faults
    assert whole.pending <= MOST_PENDING
    assert whole.pending + whole.faults.dropped_bytes <= len(data)
    late = whole.flush()
    assert pieces.flush() == late
    assert whole.pending == 0
    for reading in (*found, *late):
        assert reading.credential.medium is specimen.options.medium
        assert reading.credential.value.isalnum()
        assert reading.credential.value == reading.credential.value.upper()
    good = good_value(specimen)
    assert values(whole.feed(specimen.encode(good))) == [good], "deaf to what comes after"


def try_input(specimen: Specimen, data: bytes) -> None:
    """Try the bytes as they are, and as what a frame with a right checksum carries."""
    try_bytes(specimen, data)
    if specimen.sealed is not None:
        try_bytes(specimen, specimen.sealed(data))
