"""The hash chain of the journal: canonical JSON in, digests out. PURE."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from gate.core.values.commands import Json

GENESIS = bytes(32)
"""`prev_hash` of an epoch's first row."""


class Head(NamedTuple):
    """The newest row of an epoch; seq 0 and `GENESIS` before its first."""

    epoch: str
    seq: int
    hash: bytes


_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(value: object) -> str:
    """Return the one JSON text that is hashed: sorted keys, no spaces, characters unescaped."""
    try:
        text = _encode(value)
    except ValueError:  # NaN and the infinities, which JSON does not know, become null
        text = _encode(json.loads(json.dumps(value), parse_constant=lambda _: None))
    return text.encode("utf-8", "replace").decode()  # a lone surrogate becomes a question mark


def digest(salt: bytes, payload: bytes) -> bytes:
    """Return the digest of a payload in the chain, which stays after the payload is erased."""
    return sha256(salt + payload).digest()


def link(prev_hash: bytes, header: Sequence[Json], payload_digest: bytes) -> bytes:
    """Return a row's hash.

    `header` is gate_id, epoch, seq, event_id, boot_id, monotonic_ns, wall_us, clock_trusted (a
    bool), lane, kind, actor.
    """
    covered = canonical([*header, payload_digest.hex()])
    return sha256(prev_hash + covered.encode()).digest()


def origin(previous: Head | None) -> dict[str, Json]:
    """Return the payload of an epoch's first row: where the epoch before it ended, if any."""
    return {
        "previous_epoch": previous.epoch if previous else None,
        "previous_seq": previous.seq if previous else None,
        "previous_hash": previous.hash.hex() if previous else None,
    }
