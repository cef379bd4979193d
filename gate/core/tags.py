"""Tag numbers in canonical form: upper-case hexadecimal without separators (protocols.md §0.2)."""

import re

_SEPARATORS = re.compile(r"[\s:._-]+")
_HEXADECIMAL = re.compile(r"^(?:[0-9A-F]{2}){3,32}$")


def canonical_tag(text: str) -> str:
    """Return the tag as bytes in upper-case hex, 3 to 32 of them.

    Raises ValueError when the text is not hexadecimal. The printed decimal spellings leave bytes
    out, so they cannot be turned into the one true number and are not accepted here.
    """
    tag = _SEPARATORS.sub("", text.upper())
    if _HEXADECIMAL.match(tag) is None:
        raise ValueError(f"not a tag number in hexadecimal: {text!r}")
    return tag
