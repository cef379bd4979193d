"""What a country's number plates look like: enough to tell how a camera may have misread one."""

from collections.abc import Mapping
from typing import Protocol


class Grammar(Protocol):
    """The plates that may be on the road, registered here or not; all in canonical form."""

    def explanations(self, read: str, most: int) -> Mapping[str, int]:
        """Return every plate that a camera may have taken for `read`, with its errors.

        A read that is a plate explains itself, at no error. `most` bounds the errors.
        """

    def shared(self, plate: str) -> bool:
        """Say whether two different plates may have this canonical form."""


class AnyPlate:
    """No rules: whatever was read is a plate, so nothing is ever taken for another one."""

    def explanations(self, read: str, most: int) -> Mapping[str, int]:
        """Return the read itself."""
        del most
        return {read: 0}

    def shared(self, plate: str) -> bool:
        """Nothing is known of other plates."""
        del plate
        return False
