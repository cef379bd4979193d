"""Tags of UHF readers: an EPC of whole words, told by its PC."""

from gate.core.values.model import Credential, Medium
from gate.core.values.tags import LONGEST
from hardware.protocols.checksums import crc_epc
from hardware.protocols.decoder import Reading
from hardware.protocols.fields import Fields

SHORTEST = 4


def tag_reading(epc: bytes, *, antenna: int | None = None, rssi: float | None = None) -> Reading:
    """Return the reading of an EPC; ValueError when no tag of ours has such a length."""
    if len(epc) % 2 or not SHORTEST <= len(epc) <= LONGEST:
        raise ValueError(f"not an EPC: {epc.hex()}")
    return Reading(Credential(Medium.TAG, epc.hex().upper()), antenna=antenna, rssi=rssi)


def take_epc(fields: Fields) -> tuple[bytes, bytes]:
    """Take and return a PC and the EPC of the length that it tells."""
    pc = fields.take(2)
    return pc, fields.take((pc[0] >> 3) * 2)


def take_checked_epc(fields: Fields) -> bytes:
    """Take a PC, its EPC and the tag's CRC over both, return the EPC; ValueError at a wrong CRC."""
    pc, epc = take_epc(fields)
    check_epc(pc, epc, fields.take(2))
    return epc


def check_epc(pc: bytes, epc: bytes, crc: bytes) -> None:
    """Raise ValueError when the CRC is not the one that a tag keeps of these."""
    if crc != crc_bytes(pc, epc):
        raise ValueError(f"wrong CRC of the EPC: {pc.hex()} {epc.hex()} {crc.hex()}")


def epc_of(tag: str) -> bytes:
    """Return the bytes of a tag; ValueError when it is no EPC in canonical form."""
    epc = bytes.fromhex(tag)
    tag_reading(epc)
    return epc


def pc_of(epc: bytes) -> bytes:
    """Return the PC of a tag that holds this EPC and nothing else."""
    return bytes([len(epc) // 2 << 3, 0])


def crc_bytes(pc: bytes, epc: bytes) -> bytes:
    """Return the CRC as the tag sends it."""
    return crc_epc(pc + epc).to_bytes(2, "big")
