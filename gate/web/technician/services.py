"""Readers, broker, disk and clock as a technician sees them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from gate.config.reader import ReaderConfig
from gate.core.values.plates import display
from gate.status.model import DiskStatus, LineStatus, ReaderStatus, Status
from gate.web.board.moment import Moment, Site
from gate.words.language import Language
from gate.words.wiring import MEDIA, UNKNOWN

_TAIL: Final = 4
"""Characters of a number that are shown: enough to know it again in the hand."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing: what it is, how it is, and `detail` in small type.

    `test` is where to try it, `trace` the points of its line over the last seconds.
    """

    name: str
    word: str
    tone: str
    icon: str
    detail: str = ""
    test: str | None = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class ReaderDevice:
    """One reader: its state, what its line has carried, and the newest bytes."""

    point: Point
    counts: list[tuple[str, str]]
    last_bytes: str


def readers(
    configured: Mapping[str, ReaderConfig], site: Site, moment: Moment, language: Language
) -> list[ReaderDevice]:
    """Tell of every reader in `gate.toml`."""
    status = moment.status if moment.alive else None
    known = {} if status is None else status.reads
    return [
        _reader(each, known.get(name), site, moment, language) for name, each in configured.items()
    ]


def services(moment: Moment, language: Language) -> list[Point]:
    """Tell how controller, clock, disk and broker are."""
    status = moment.status
    if status is None or not moment.alive:
        detail = ""
        if status is not None:
            since = language.moment(status.wall, moment.now.wall)
            detail = language.say("sejak {time}", time=since)
        say = language.say
        names = (say("Jam"), say("Penyimpanan"), say("Pengiriman data (MQTT)"))
        return [
            Point(
                language.say("Pengendali"),
                language.say("Tidak menjawab"),
                "bad",
                "plug-connected-x",
                detail,
            ),
            *(Point(name, language.say(UNKNOWN), "unknown", "help-circle") for name in names),
        ]
    return list(_services(status, moment, language))


def _services(status: Status, moment: Moment, language: Language) -> Iterator[Point]:
    say = language.say
    settling = status.phase == "settling"
    yield Point(
        say("Pengendali"),
        say("Baru menyala") if settling else say("Bekerja"),
        *(("info", "refresh") if settling else ("ok", "check")),
    )
    if status.clock.trusted:
        yield Point(say("Jam"), say("Terpercaya"), "ok", "check")
    else:
        yield Point(say("Jam"), say("Belum terpercaya"), "warn", "clock")
    yield _disk(status.disk, language)
    yield _broker(status, moment, language)


def _disk(disk: DiskStatus, language: Language) -> Point:
    name, waiting = language.say("Penyimpanan"), _waiting(disk.backlog, language)
    if disk.ok:
        return Point(name, language.say("Baik"), "ok", "check", waiting)
    detail = " · ".join(filter(None, (disk.reason, waiting)))
    return Point(name, language.say("Bermasalah"), "bad", "database-exclamation", detail)


def _broker(status: Status, moment: Moment, language: Language) -> Point:
    broker, name = status.broker, language.say("Pengiriman data (MQTT)")
    if not broker.configured:
        return Point(name, language.say("Tidak dipakai"), "off", "minus")
    waiting = _waiting(broker.backlog, language)
    if broker.connected:
        return Point(name, language.say("Tersambung"), "ok", "check", waiting)
    since = broker.since
    told = (
        None
        if since is None
        else language.say("sejak {time}", time=language.moment(since, moment.now.wall)),
        broker.reason,
        waiting,
    )
    detail = " · ".join(filter(None, told))
    return Point(name, language.say("Tidak tersambung"), "warn", "wifi-off", detail)


def _waiting(count: int, language: Language) -> str:
    """Say how many rows wait; nothing when none does."""
    if not count:
        return ""
    return language.many("{n} catatan menunggu", "{n} catatan menunggu", count)


def _reader(
    reader: ReaderConfig,
    known: ReaderStatus | None,
    site: Site,
    moment: Moment,
    language: Language,
) -> ReaderDevice:
    lane = site.lane(reader.lane)
    where = "" if lane is None else site.lane_name(lane, language)
    kind = language.say(MEDIA[reader.medium])
    detail = " · ".join(filter(None, (kind, where, reader.protocol, reader.port)))
    if known is None:
        point = Point(reader.id, language.say(UNKNOWN), "unknown", "help-circle", detail)
        return ReaderDevice(point, [], "")
    if known.connected:
        point = Point(reader.id, language.say("Tersambung"), "ok", "check", detail)
    else:
        told = language.say("Tidak tersambung")
        why = ": ".join(filter(None, (told, known.reason)))
        point = Point(reader.id, why, "bad", "plug-connected-x", detail)
    line = known.line
    return ReaderDevice(point, _counts(known, line, moment, language), line.last_bytes)


def _counts(
    known: ReaderStatus, line: LineStatus, moment: Moment, language: Language
) -> list[tuple[str, str]]:
    """Name what the line has carried; what never happened is left out, but for the frames."""
    say, number = language.say, language.number
    always = [
        (say("Pesan benar"), number(line.frames)),
        (say("Pesan rusak"), number(line.bad_frames)),
    ]
    sometimes = [
        (say("Byte terbuang"), line.dropped_bytes),
        (say("Bacaan berlebih"), line.reads_over),
        (say("Gema"), line.echoes),
    ]
    heard = [
        (name, f"{what} {_clock(at, moment, language)}".strip())
        for name, what, at in (
            (say("Terakhir terdengar"), "", line.heard_at),
            (say("Bacaan terakhir"), _masked(known.credential or ""), known.at),
        )
        if at is not None
    ]
    return [*heard, *always, *((name, number(count)) for name, count in sometimes if count)]


def _masked(credential: str) -> str:
    """Show a plate, and of anything else only its end: enough to compare with what is in hand."""
    medium, _, text = credential.partition(":")
    return display(text) if medium == "plate" else f"…{text[-_TAIL:]}"


def _clock(monotonic: float, moment: Moment, language: Language) -> str:
    wall = moment.now.wall - (moment.now.monotonic - monotonic)
    return language.clock_seconds(wall)
