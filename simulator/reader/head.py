"""A reader, played: tags before it and commands to it → the bytes it puts on its cable. Pure."""

from random import Random

from gate.config.gate_toml import ReaderConfig
from simulator.reader.bad_line import Trouble, spoilt
from simulator.reader.script import SCRIPTS, Script
from simulator.reader.spelling import encode
from simulator.world import Sighting

ONCE = {"id12la"}
"""Protocols of readers that send one frame as long as a tag stays."""

AWAY = 0.5
"""Seconds after which a tag has left the field of such a reader."""

MOST_TAGS = 4
"""Tags a reader tells in one round; their frame has room for no more of the longest."""


class ReaderHead:
    """One reader with its own memory. A round tells every tag once that was seen since the last."""

    def __init__(self, config: ReaderConfig, random: Random) -> None:
        self.troubles: frozenset[Trouble] = frozenset()
        self._config = config
        self._random = random
        self._script = SCRIPTS.get(config.protocol, Script())
        self._reports = not (self._script.rounds or self._script.starts)
        self._seen: dict[str, float] = {}
        self._heard = b""

    def see(self, sighting: Sighting) -> bytes:
        """Return what it sends by itself for something in its field.

        ValueError when its protocol cannot say it.
        """
        frame = encode(self._config, sighting)
        last = self._seen.pop(sighting.text, None)
        self._seen[sighting.text] = sighting.at
        if len(self._seen) > MOST_TAGS:
            del self._seen[next(iter(self._seen))]
        stays = last is not None and sighting.at - last < AWAY
        if not self._reports or (stays and self._config.protocol in ONCE):
            return b""
        return spoilt(frame, self.troubles, self._random)

    def hear(self, data: bytes) -> bytes:
        """Return what it answers; what is no command of its protocol is nothing to it."""
        self._heard += data
        said = []
        while self._heard:
            command = next((each for each in self._script.commands if self._begins(each)), None)
            if command is None:
                self._heard = self._heard[1:]
            elif len(command) > len(self._heard):
                break
            else:
                self._heard = self._heard[len(command) :]
                said.append(spoilt(self._follow(command), self.troubles, self._random))
        return b"".join(said)

    def power_cut(self) -> None:
        """Forget everything, as after a power cut."""
        self._seen.clear()
        self._heard = b""
        self._reports = not (self._script.rounds or self._script.starts)

    def _begins(self, command: bytes) -> bool:
        """Whether what was heard begins with a command, as far as both go."""
        return command.startswith(self._heard) or self._heard.startswith(command)

    def _follow(self, command: bytes) -> bytes:
        script = self._script
        if command in script.starts | script.stops:
            self._reports = command in script.starts
        if command in script.rounds:
            tags, self._seen = tuple(self._seen), {}
            return script.rounds[command](tags)
        return script.replies.get(command, b"")
