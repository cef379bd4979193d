"""Enrolling a tag by presenting it: the next read at a chosen reader, and how its card shows it."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from gate.core.values.model import Credential, Medium
from gate.core.values.tags import enrolled_as, printed
from gate.registry.owners import owners, taken_by
from gate.status.model import ReaderStatus
from gate.web.board.moment import LaneName
from gate.web.request.page import Page
from gate.words.vehicles import problem_in_words

PATIENCE: Final = 15.0
"""Seconds a reader is listened to."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A reader that reads tags, called by its lane."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What to say of a reader now. `over`: nothing more will come; `tag` is what it read."""

    says: str
    over: bool = True
    tag: str | None = None
    at: float = 0.0


def readers(page: Page) -> list[Choice]:
    """Return the readers a tag can be presented at; two at one lane carry their own name too."""
    site = page.context.site
    found = []
    for name, known in page.context.config.readers.items():
        lane = site.lane(known.lane)
        if known.medium is Medium.TAG and lane is not None:
            found.append((name, _lane(page, lane)))
    names = [lane for _, lane in found]
    return [
        Choice(name, lane if names.count(lane) == 1 else f"{lane} ({name})") for name, lane in found
    ]


def listen(page: Page, reader: str, since: float | None) -> Heard:
    """Say what a reader read since a moment (monotonic); None = it is listened to from now on."""
    now = page.context.clock.now().monotonic
    chosen = next((each for each in readers(page) if each.id == reader), None)
    moment = page.context.feed.moment
    if chosen is None or moment.status is None or not moment.alive:
        return Heard(page.say("Pengendali tidak menjawab"))
    known = moment.status.reads.get(reader)
    if known is None or not known.connected:
        return Heard(page.say("Pembaca {lane} tidak tersambung", lane=chosen.name))
    start = now if since is None else min(since, now)
    tag = _read_since(known, start)
    if tag is not None:
        return Heard(_told(page, tag), tag=tag)
    left = round(PATIENCE - (now - start))
    if left <= 0:
        return Heard(page.say("Tidak ada kartu yang terbaca. Ulangi, atau ketik nomornya."))
    asked = page.say(
        "Tempelkan kartu di pembaca {lane} \N{HORIZONTAL ELLIPSIS} {left} detik",
        lane=chosen.name,
        left=left,
    )
    return Heard(asked, over=False, at=start)


def owned(page: Page, session: Session, tag: str, vehicle: int) -> str | None:
    """Say whose a tag is already, under any form it may be enrolled in; None = it is free."""
    spellings = [Credential(Medium.TAG, each) for each in enrolled_as(tag)]
    taken = owners(session, spellings)
    for each in spellings:
        if each in taken:
            if taken[each].id == vehicle:
                return page.say("Kartu ini sudah terdaftar di kendaraan ini: {tag}", tag=each.value)
            return problem_in_words(taken_by(taken[each], each), page.language)
    return None


def _lane(page: Page, lane: LaneName) -> str:
    return page.context.site.lane_name(lane, page.language).lower()


def _read_since(known: ReaderStatus, since: float) -> str | None:
    medium, _, value = (known.credential or "").partition(":")
    if medium != Medium.TAG or known.at is None or known.at <= since:
        return None
    return value


def _told(page: Page, tag: str) -> str:
    on_card = " \N{MIDDLE DOT} ".join(printed(tag).values())
    if not on_card:
        return page.say("Terbaca {tag}.", tag=tag)
    return page.say("Terbaca {tag}. Di kartunya tertulis {number}.", tag=tag, number=on_card)
