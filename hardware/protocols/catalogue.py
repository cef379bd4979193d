"""The protocols a reader may speak, by their names in the configuration."""

from collections.abc import Callable, Mapping

from hardware.protocols.decoder import Decoder, Options
from hardware.protocols.rdm6300 import Rdm6300
from hardware.protocols.text_line import TextLine

DECODERS: Mapping[str, Callable[[Options], Decoder]] = {
    "rdm6300": lambda _: Rdm6300(),
    "text_line": TextLine,
}
"""Each makes a decoder for one reader; ValueError when the options cannot work."""
