"""Where a page of a list ended, as an opaque word that leads on from there."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TypeVar

from pydantic import TypeAdapter

from gate.web.api.problem import wrong

T = TypeVar("T")


def packed(place: object) -> str:
    """Write a place."""
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def unpacked(cursor: str | None, kind: TypeAdapter[T]) -> T | None:
    """Read a place of this kind; Refused when `packed` did not write it."""
    if cursor is None:
        return None
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        return kind.validate_json(urlsafe_b64decode(padded))
    except ValueError:
        raise wrong(
            "query", "cursor", "cursor_wrong", "Send `next` of the page before, unchanged"
        ) from None
