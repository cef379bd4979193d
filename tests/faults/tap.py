"""A tap on the wire between the controller and the board: every touch of a relay, with its time."""

import contextlib
import json
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from gate.clock import monotonic


@dataclass
class Life:
    """One connection of a controller. `edges` are (moment, pin, whether it went on)."""

    edges: list[tuple[float, int, bool]] = field(default_factory=list)
    on: set[int] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)

    def tell(self, levels: dict[int, bool]) -> None:
        now = monotonic()
        for pin, high in levels.items():
            if high is not (pin in self.on):
                self.edges.append((now, pin, high))
                (self.on.add if high else self.on.discard)(pin)

    def touches(self, pins: set[int]) -> list[float]:
        """When one of the relays went on."""
        return [at for at, pin, high in tuple(self.edges) if high and pin in pins]


class Tap:
    """Sits where controllers plug in and passes everything on to the site."""

    def __init__(self, plug: Path) -> None:
        self.lives: list[Life] = []
        self._plug = plug
        self._site = plug.with_name("site.sock")

    def __enter__(self) -> Self:
        self._plug.rename(self._site)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._plug))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                controller, _ = self._listener.accept()
                site = socket.socket(socket.AF_UNIX)
                site.connect(str(self._site))
                life = Life()
                self.lives.append(life)
                for start in (self._listen, self._answer):
                    threading.Thread(
                        target=start, args=(controller, site, life), daemon=True
                    ).start()

    def _listen(self, controller: socket.socket, site: socket.socket, life: Life) -> None:
        """Note what the controller says before the board hears it."""
        with contextlib.suppress(OSError), controller.makefile("rb") as lines:
            for line in lines:
                life.tell({int(pin): high for pin, high in json.loads(line).items()})
                site.sendall(line)
        site.close()
        life.tell(dict.fromkeys(life.on.copy(), False))
        life.over.set()

    def _answer(self, controller: socket.socket, site: socket.socket, _: Life) -> None:
        with contextlib.suppress(OSError):
            while levels := site.recv(4096):
                controller.sendall(levels)
        controller.close()
