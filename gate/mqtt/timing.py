"""How long reporting waits: for the broker, for its database, and before it tries again."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Timing:
    """Times in seconds."""

    open_within: float = 20.0
    """For name, TCP, TLS and the broker's answer together."""

    keep_alive: int = 20
    """Between two signs of life, agreed with the broker."""

    acknowledge_within: float = 10.0
    """Without any acknowledgement while one is due, after which the broker counts as gone."""

    close_within: float = 2.0
    """For the farewell."""

    first_pause: float = 0.5
    longest_pause: float = 30.0
    """Before the broker is dialled again: the first time, and at most."""

    held: float = 60.0
    """After which a connection counts as a good one. Longer than the longest pause, so two clients
    under one id, each ending the other's connection, calm down instead of fighting."""

    twin_pause: float = 900.0
    """For which the broker is left to another client under our id before we look again."""

    witness_within: float = 1.0
    """In which a bad network cuts one connection after the other."""

    online_every: float = 60.0
    """Between two `online`: it proves that the broker listens, and it corrects a last will of an
    earlier connection that came late."""

    retained_pause: float = 0.2
    """Between two publications of one retained topic: five a second at most."""

    note_every: float = 0.5
    """Between two notes of arrivals in the database: it lives on an SD card. What a power cut makes
    us forget is sent again."""

    poll_every: float = 2.0
    """After which the outbox looks by itself: the web process writes rows, too."""

    count_every: float = 1.0
    """Between two looks at the length of the backlog, or at a database that failed."""

    retry_after: float = 30.0
    """Before rows are offered again to a broker that refused them."""

    recall: float = 1.0
    """In which the broker hands us what we announced last to Home Assistant."""

    settle: float = 1.5
    """Between two different announcements: while Home Assistant loads, it mixes them up."""

    jitter: float = 5.0
    """Over which many gates spread their answer to a birth of Home Assistant."""


TIMING: Final = Timing()
"""The times of a gate."""
