"""Against the check values of the catalogues of CRCs, and against slow ways to say the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.protocols.checksums import (
    complement_of,
    crc_epc,
    crc_reflected,
    crc_thingmagic,
    sum_of,
    xor_of,
)

unhurried = settings(deadline=None)

CHECK = b"123456789"


def by_bits(data: bytes) -> int:
    """The ThingMagic register, bit by bit."""
    register = 0xFFFF
    for byte in data:
        for bit in range(7, -1, -1):
            carry = register >> 15
            register = (register << 1 & 0xFFFF | byte >> bit & 1) ^ 0x1021 * carry
    return register


def test_published_check_values_are_met():
    assert crc_reflected(CHECK) == 0x6F91  # CRC-16/MCRF4XX
    assert crc_epc(CHECK) == 0xD64E  # CRC-16/GENIBUS


def test_small_sums():
    assert (xor_of(b"\x01\x03"), sum_of(b"\xff\x02"), complement_of(b"\xff\x02")) == (2, 1, 255)
    assert (xor_of(b""), sum_of(b""), complement_of(b"")) == (0, 0, 0)


@unhurried
@given(st.binary(min_size=2, max_size=80))
def test_the_module_s_crc_is_its_register_bit_by_bit(data: bytes):
    assert crc_thingmagic(data) == by_bits(data)


@unhurried
@given(st.binary(max_size=80))
def test_a_reflected_crc_behind_its_data_leaves_nothing(data: bytes):
    assert crc_reflected(data + crc_reflected(data).to_bytes(2, "little")) == 0
