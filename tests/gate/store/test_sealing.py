import io

import pytest

from gate.errors import StoreError
from gate.store.sealing import MAGIC, SealedReader, SealingWriter

CHUNK = 65_536
HEADER = len(MAGIC) + 16 + 7


@pytest.fixture(scope="module")
def sealed():
    return seal(bytes(range(256)) * 1024)  # four chunks


def seal(plain: bytes, passphrase: bytes = b"kuda") -> bytes:
    file = io.BytesIO()
    writer = SealingWriter(file, passphrase)
    writer.write(plain)
    writer.close()
    writer.close()
    return file.getvalue()


def opened(sealed: bytes, passphrase: bytes = b"kuda") -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(sealed), passphrase)).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1])
def test_what_was_sealed_is_opened(size):
    plain = b"x" * size

    assert opened(seal(plain)) == plain


def test_nothing_of_it_can_be_read_without_the_passphrase(sealed):
    assert bytes(range(64)) not in sealed
    with pytest.raises(StoreError, match="passphrase"):
        opened(sealed, b"unta")


@pytest.mark.parametrize("place", [3 + len(MAGIC), HEADER - 1, HEADER + 1, HEADER + 100, -1])
def test_a_changed_byte_is_noticed(sealed, place):
    changed = bytearray(sealed)
    changed[place] ^= 1

    with pytest.raises(StoreError):
        opened(bytes(changed))


@pytest.mark.parametrize("length", [5, HEADER, HEADER + 4 + CHUNK + 16, -1])
def test_an_end_that_is_missing_is_noticed(sealed, length):
    with pytest.raises(StoreError):
        opened(sealed[:length])


def test_chunks_in_another_order_are_noticed(sealed):
    chunk = 4 + CHUNK + 16
    first = sealed[HEADER : HEADER + chunk]
    second = sealed[HEADER + chunk : HEADER + 2 * chunk]

    with pytest.raises(StoreError):
        opened(sealed[:HEADER] + second + first + sealed[HEADER + 2 * chunk :])


def test_both_ends_say_what_they_can_do():
    writer = SealingWriter(io.BytesIO(), b"x")

    assert (writer.writable(), writer.readable()) == (True, False)
    writer.close()
