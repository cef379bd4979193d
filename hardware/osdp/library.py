"""libosdp, as far as it is used here. It has no types of its own, and no build for 32-bit ARM."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Protocol

from gate.errors import ConfigError
from hardware.osdp.line import OsdpLine

Event = Mapping[str, object]


class Panel(Protocol):
    """The asking side of a bus. Readers are numbered by their place in the list it was given."""

    def refresh(self) -> None:
        """Do what is due."""
        ...

    def status(self) -> int:
        """Return a bit for each reader that answers."""
        ...

    def sc_status(self) -> int:
        """Return a bit for each reader that has proved its key."""
        ...

    def submit_command(self, index: int, command: Mapping[str, object]) -> bool:
        """Have a reader do something."""
        ...

    def set_event_callback(self, heard: Callable[[int, Event], int]) -> None:
        """Say who is to be told."""
        ...

    def disable_pd(self, index: int) -> bool:
        """Ask a reader no more, once it has answered or let its time pass."""
        ...

    def enable_pd(self, index: int) -> bool:
        """Ask it again, from the beginning."""
        ...

    def is_pd_enabled(self, index: int) -> bool:
        """Whether it is asked."""
        ...


def libosdp() -> ModuleType:
    """Return libosdp; ConfigError where it is not installed."""
    try:
        import osdp_sys  # noqa: PLC0415 - a site without OSDP does without
    except ImportError as error:
        raise ConfigError(
            'protocol = "osdp" needs libosdp, which is not installed; it is made for 64-bit systems'
        ) from error
    library: ModuleType = osdp_sys
    library.set_loglevel(library.LOG_EMERG)  # it writes to stderr; what matters we say ourselves
    return library


def described(
    line: OsdpLine, name: str, address: int, flags: int, key: bytes | None
) -> dict[str, object]:
    """Describe a reader to a panel."""
    identity = ("version", "model", "vendor_code", "serial_number", "firmware_version")
    return {
        "name": name,
        "address": address,
        "flags": flags,
        "scbk": key,
        "channel": line,
        **dict.fromkeys(identity, 0),  # a reader's own to say
    }
