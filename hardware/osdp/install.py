"""Gives an OSDP reader its key: one that has none yet and waits for it (installation mode).

It comes to the reader under a key that everybody knows, so whoever listens on the cable at that
moment has it too: do it on a bench, or alone with the cable.
"""

import termios
from contextlib import closing
from time import sleep

from gate.clock import monotonic
from gate.errors import DeviceError
from hardware.osdp.library import Event, Panel, described, libosdp
from hardware.osdp.line import OsdpLine
from hardware.serial.port import loss_of

PATIENCE = 10.0
"""Seconds until a reader must have answered: it is asked for eight."""

SETTLED = 2.0
"""Seconds after which a reader that talks in the clear will not change its mind."""

TICK = 0.01


def install(
    port: str,
    baud: int,
    address: int,
    key: bytes,
    patience: float = PATIENCE,
    settled: float = SETTLED,
) -> None:
    """Give a reader a key and see it proved; DeviceError tells why that failed.

    A reader that has this key already is fine.
    """
    try:
        line = OsdpLine.open(port, baud)
    except (OSError, termios.error, ValueError) as error:
        fix = "stop gate.service first" if loss_of(error) == "in_use" else "check the cable"
        raise DeviceError(f"{port}: cannot be opened ({error}); {fix}") from error
    with closing(line):
        _install(line, address, key, patience, settled)


def _install(line: OsdpLine, address: int, key: bytes, patience: float, settled: float) -> None:
    library = libosdp()
    flags = library.FLAG_ENABLE_NOTIFICATION
    panel: Panel = library.ControlPanel([described(line, "reader", address, flags, key)])
    proved: list[bool] = []

    def heard(_index: int, event: Event) -> int:
        kinds = (library.EVENT_NOTIFICATION, library.EVENT_NOTIFICATION_SC_STATUS)
        if (event["event"], event.get("type")) == kinds and event["arg0"]:
            proved.append(not event["arg1"])  # 1: under the key everybody knows
        return 0

    panel.set_event_callback(heard)
    plain_since: float | None = None
    end = monotonic() + patience
    while not any(proved):
        panel.refresh()
        now = monotonic()
        plain_since = (plain_since or now) if panel.status() else None
        if line.error is not None:
            raise DeviceError(f"the port was lost: {line.error}; nothing is certain, try again")
        if plain_since is not None and now > plain_since + settled and not any(proved):
            raise DeviceError(
                f"the reader at address {address} has another key or takes none; put it into"
                " installation mode, as its manual says"
            )
        if now > end:
            raise DeviceError(
                f"no reader at address {address} answers; check address, speed, A and B, power"
            )
        sleep(TICK)
