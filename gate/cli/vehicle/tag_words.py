"""How tags are written, in the words of the terminal."""

from collections.abc import Iterable, Iterator

from gate.core.values.tags import Spelling, understand

SPELLINGS = {
    Spelling.HEX: "hexadecimal",
    Spelling.EPC_WITH_PC: "EPC with its control word in front",
    Spelling.CARD_10: "number of ten digits on a card",
    Spelling.CARD_13: "whole number in decimal",
    Spelling.CARD_3_5: "three and five digits on a card",
    Spelling.CARD_5_5: "five and five digits on a card",
    Spelling.CARD_8: "three and five digits on a card, without the comma",
    Spelling.CARD_8_PLAIN: "last three bytes in decimal",
    Spelling.CARD_PAIR: "both numbers on a card",
    Spelling.CARD_3_10: "version and number on a card",
}


def understood(texts: Iterable[str]) -> Iterator[str]:
    """Say how tags were understood that were not typed as they are kept."""
    for text in texts:
        taken, *others = understand(text)
        if taken.spelling is Spelling.HEX:
            continue
        more = ", ".join(f"{other.tag} ({SPELLINGS[other.spelling]})" for other in others)
        doubt = f"; it could also be {more}: write that one in hexadecimal" if more else ""
        yield f"{text} was understood as tag {taken.tag}: {SPELLINGS[taken.spelling]}{doubt}"
