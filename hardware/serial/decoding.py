"""What a configured reader's protocol is made of."""

from gate.config.gate_toml import ReaderConfig
from hardware.protocols.catalogue import make_decoder, make_dialogue
from hardware.protocols.decoder import Decoder, Dialogue, Options


def options_of(reader: ReaderConfig) -> Options:
    """Return what the site says about the reader's protocol."""
    return Options(
        medium=reader.medium,
        pattern=reader.pattern,
        confidence_scale=reader.confidence_scale,
        ends_by_gap=reader.ends_by_gap,
        reversed_bytes=reader.reversed_bytes,
        antennas=reader.antennas,
    )


def decoder_of(reader: ReaderConfig) -> Decoder:
    """Make the reader's decoder; KeyError for a protocol unknown, ValueError for such options."""
    return make_decoder(reader.protocol, options_of(reader))


def dialogue_of(reader: ReaderConfig) -> Dialogue | None:
    """Return what the reader must be told; None when it talks by itself."""
    return make_dialogue(reader.protocol, options_of(reader))
