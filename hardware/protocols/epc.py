"""Tags of UHF readers: an EPC of whole words, told by its PC (protocols.md §0.1, §0.2)."""

from gate.core.model import Credential, Medium
from gate.core.tags import LONGEST
from hardware.protocols.checksums import crc_epc
from hardware.protocols.decoder import Reading

SHORTEST = 4


def tag_reading(epc: bytes, *, antenna: int | None = None, rssi: float | None = None) -> Reading:
    """Return the reading of an EPC; ValueError when no tag of ours has such a length."""
    if len(epc) % 2 or not SHORTEST <= len(epc) <= LONGEST:
        raise ValueError(f"not an EPC: {epc.hex()}")
    return Reading(Credential(Medium.TAG, epc.hex().upper()), antenna=antenna, rssi=rssi)


def epc_behind(pc: bytes, data: bytes) -> bytes:
    """Return the EPC that fills these bytes; ValueError when the PC tells of another length."""
    if (pc[0] >> 3) * 2 != len(data):
        raise ValueError(f"PC {pc.hex()} does not go with {len(data)} bytes")
    return data


def epc_checked(pc: bytes, data: bytes) -> bytes:
    """Return the EPC from before its CRC; ValueError when length or CRC is wrong."""
    epc, crc = epc_behind(pc, data[:-2]), data[-2:]
    if int.from_bytes(crc, "big") != crc_epc(pc + epc):
        raise ValueError(f"wrong CRC of the EPC: {pc.hex()} {data.hex()}")
    return epc


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
