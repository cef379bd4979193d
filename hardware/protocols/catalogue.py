"""The protocols a reader may speak, by their names in the configuration."""

from collections.abc import Callable, Mapping

from hardware.protocols.decoder import Decoder, Dialogue, Options
from hardware.protocols.frames import FrameDecoder, Layout
from hardware.protocols.readers import (
    ccffff,
    chafon_ct,
    chafon_prime_cf,
    id12la,
    nedap_anpr,
    nedap_upass,
    r2000_a0,
    rdm6300,
    reader18,
    reader288,
    text_line,
    thingmagic,
    yrm100,
)
from hardware.protocols.reversed import Reversed

_LAYOUTS: Mapping[str, Layout] = {
    "ccffff": ccffff.LAYOUT,
    "chafon_ct": chafon_ct.LAYOUT,
    "chafon_prime_cf": chafon_prime_cf.LAYOUT,
    "em18_bare12": rdm6300.BARE,
    "id12la": id12la.LAYOUT,
    "r2000_a0": r2000_a0.LAYOUT,
    "rdm6300": rdm6300.LAYOUT,
    "rdm6300_raw13": rdm6300.RAW13,
    "rdm6300_sum": rdm6300.SUM,
    "reader18": reader18.LAYOUT,
    "reader288": reader288.LAYOUT,
    "thingmagic": thingmagic.LAYOUT,
    "yrm100": yrm100.LAYOUT,
}


def _framed(layout: Layout) -> Callable[[Options], Decoder]:
    return lambda _: FrameDecoder(layout)


DECODERS: Mapping[str, Callable[[Options], Decoder]] = {
    **{name: _framed(layout) for name, layout in _LAYOUTS.items()},
    "nedap_anpr": lambda options: FrameDecoder(nedap_anpr.layout(options)),
    "nedap_upass": lambda _: nedap_upass.decoder(),
    "text_line": text_line.TextLine,
}
"""Each makes a decoder for one reader; ValueError when the options cannot work."""

ENCODERS: Mapping[str, Callable[[str], bytes]] = {
    "ccffff": ccffff.encode,
    "chafon_ct": chafon_ct.encode,
    "chafon_prime_cf": chafon_prime_cf.encode,
    "em18_bare12": rdm6300.encode_bare,
    "id12la": id12la.encode,
    "nedap_anpr": nedap_anpr.encode,
    "nedap_upass": nedap_upass.encode,
    "r2000_a0": r2000_a0.encode,
    "rdm6300": rdm6300.encode,
    "rdm6300_raw13": rdm6300.encode_raw13,
    "rdm6300_sum": rdm6300.encode_sum,
    "reader18": reader18.encode,
    "reader288": reader288.encode,
    "text_line": text_line.encode,
    "thingmagic": thingmagic.encode,
    "yrm100": yrm100.encode,
}
"""What the reader sends for a tag (or a line); ValueError when it cannot be said so."""

_DIALOGUES: Mapping[str, Dialogue] = {
    "chafon_ct": chafon_ct.DIALOGUE,
    "chafon_prime_cf": chafon_prime_cf.DIALOGUE,
    "r2000_a0": r2000_a0.DIALOGUE,
    "reader18": reader18.DIALOGUE,
    "thingmagic": thingmagic.DIALOGUE,
    "yrm100": yrm100.DIALOGUE,
}


def _always(dialogue: Dialogue) -> Callable[[Options], Dialogue]:
    return lambda _: dialogue


DIALOGUES: Mapping[str, Callable[[Options], Dialogue]] = {
    **{name: _always(dialogue) for name, dialogue in _DIALOGUES.items()},
    "reader288": reader288.dialogue,
}
"""What must be said to readers that do not report by themselves; the others only talk."""


def make_decoder(protocol: str, options: Options) -> Decoder:
    """Make the decoder of one reader; KeyError, ValueError for a protocol or options unknown."""
    decoder = DECODERS[protocol](options)
    return Reversed(decoder) if options.reversed_bytes else decoder


def make_dialogue(protocol: str, options: Options) -> Dialogue | None:
    """Return what one reader must be told; None when it talks by itself."""
    make = DIALOGUES.get(protocol)
    return None if make is None else make(options)
