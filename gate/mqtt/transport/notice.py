"""Saying a thing when it changes, not each time it is met again."""

import logging


class Notice:
    """Logs the state of one thing; a state that was logged last is not logged again."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._said = ""

    def good(self, text: str) -> None:
        """Say that all is well (again)."""
        self._say(logging.INFO, text)

    def bad(self, text: str) -> None:
        """Say what is wrong, naming the place and the fix."""
        self._say(logging.WARNING, text)

    def _say(self, level: int, text: str) -> None:
        if text != self._said:
            self._said = text
            self._log.log(level, text)
