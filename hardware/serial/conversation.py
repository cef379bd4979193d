"""Telling a reader what it must be told, on time, for as long as its port is open."""

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import cycle

from hardware.protocols.decoder import Dialogue

ANSWER, BREATH = 0.5, 0.05
"""Seconds one message of the start waits for an answer, and after the last byte of it."""

PROOF = 3
"""Polls in a row with an answer that is no tag, after which a reader counts as one that answers."""

_MUTE_TURNS = 4
"""Silences of a dialogue's patience in a row that a reader which answers may keep at least."""


class Conversation:
    """One opening's dialogue with a reader. `write` must not block.

    Some readers answer every poll, others report by themselves and ignore being asked; which one it
    is shows by what it does. One that ignores it is asked seldom, so as not to talk into its
    reports where both share two wires. `gone` is called once a reader that answered answers no
    more, `back` when it does again: it has lost its power, or its far cable, and the port knows
    nothing of it.
    """

    def __init__(
        self,
        dialogue: Dialogue,
        write: Callable[[bytes], None],
        gone: Callable[[], None],
        back: Callable[[], None],
    ) -> None:
        self._dialogue = dialogue
        self._write = write
        self._gone = gone
        self._back = back
        self._loop = asyncio.get_running_loop()
        self._left = deque(dialogue.start)
        self._polls = cycle(dialogue.polls)
        self._timer: asyncio.TimerHandle | None = None
        self._starting = True
        self._heard = True
        self._in_vain = False
        self._proofs = 0
        self._proved = False  # since the last message
        self._alive_at = self._loop.time()
        self._mute = False

    def begin(self) -> None:
        """Say the first message."""
        self._say()

    def heard(self, frames: int, *, answers: bool) -> None:
        """Bytes came, with so many good frames in them; `answers`: one of them had no tag."""
        self._heard = True
        self._proved |= answers
        self._in_vain &= not answers
        if frames:
            self._alive_at = self._loop.time()
            if self._mute:
                self._mute = False
                self._back()
        pause = self._dialogue.patience if self._in_vain else self._dialogue.pause
        self._wait(BREATH if self._starting else pause)

    def end(self) -> None:
        """Say the last messages; the port is about to be closed."""
        self.cancel()
        for message in self._dialogue.stop:
            self._write(message)

    def cancel(self) -> None:
        """Say nothing any more: the port is gone."""
        if self._timer is not None:
            self._timer.cancel()

    def _say(self) -> None:
        if not self._heard and not self._starting:
            self._left.extend(self._dialogue.start)
            self._in_vain = True
        self._learn()
        message = self._left.popleft() if self._left else next(self._polls)
        self._starting = bool(self._left) or message not in self._dialogue.polls
        self._heard = self._proved = False
        self._write(message)
        self._wait(ANSWER if self._starting else self._dialogue.patience)

    def _learn(self) -> None:
        """See whether the reader answers when it is asked, and whether it still does."""
        if not self._starting and self._proofs < PROOF:
            self._proofs = self._proofs + 1 if self._proved else 0
        limit = max(self._dialogue.mute, _MUTE_TURNS * self._dialogue.patience)
        silent = self._loop.time() - self._alive_at >= limit
        if self._proofs == PROOF and silent and not self._mute:
            self._mute = True
            self._gone()

    def _wait(self, seconds: float) -> None:
        self.cancel()
        self._timer = self._loop.call_later(seconds, self._say)
