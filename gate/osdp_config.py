"""What `protocol = "osdp"` adds to a `[reader.…]` of `gate.toml`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gate.toml_table import Span, TomlTable

OSDP: Final = "osdp"
KEYS: Final = ("address", "key_file", "secure")
ADDRESSES: Final = Span(0, 126)
"""127 is everybody."""


@dataclass(frozen=True, slots=True)
class OsdpConfig:
    """One reader on an OSDP bus. Without a key file nothing on the cable is secret or proved."""

    address: int
    key_file: Path | None

    def describe(self) -> str:
        """Say which reader of the bus it is, and who may listen in."""
        secret = "in the clear" if self.key_file is None else f"key in {self.key_file}"
        return f"address {self.address}, {secret}"


def read_osdp(table: TomlTable) -> OsdpConfig:
    """Read the keys of one reader; secure unless the site says that it is not."""
    address = table.integer("address", ADDRESSES, 0)
    if table.flag("secure", default=True):
        return OsdpConfig(address, table.file_path("key_file"))
    table.refuse(["key_file"], "secure = false uses no key")
    return OsdpConfig(address, None)
