"""The checksums of readers.

All CRCs here are of one polynomial, x^16 + x^12 + x^5 + 1, and so of `binascii.crc_hqx`, which runs
in C; they differ in the order of bits, the first value and the last step.
"""

from binascii import crc_hqx
from functools import reduce
from operator import xor

_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_TWO_ZEROS_AFTER_ONES = crc_hqx(bytes(2), 0xFFFF)


def xor_of(data: bytes) -> int:
    """Return the XOR of all bytes."""
    return reduce(xor, data, 0)


def sum_of(data: bytes) -> int:
    """Return the low byte of the sum."""
    return sum(data) & 0xFF


def complement_of(data: bytes) -> int:
    """Return the byte that brings the low byte of the sum to zero."""
    return -sum(data) & 0xFF


def crc_reflected(data: bytes) -> int:
    """Return CRC-16/MCRF4XX: reflected, first value FFFF, nothing at the end."""
    crc = crc_hqx(data.translate(_MIRRORED), 0xFFFF)
    return _MIRRORED[crc >> 8] | _MIRRORED[crc & 0xFF] << 8


def crc_epc(data: bytes) -> int:
    """Return the CRC a Gen2 tag keeps of its PC and EPC: first value FFFF, inverted at the end."""
    return crc_hqx(data, 0xFFFF) ^ 0xFFFF


def crc_thingmagic(data: bytes) -> int:
    """Return the ThingMagic CRC of at least two bytes.

    The message goes through the register without the sixteen zeros that CRC-CCITT puts behind it;
    so its last two bytes only join at the end.
    """
    return crc_hqx(data[:-2], _TWO_ZEROS_AFTER_ONES) ^ int.from_bytes(data[-2:], "big")
