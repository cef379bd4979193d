"""Alarms, and what does not work: what is down since when, what still works, what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gate.web.board.moment import Moment, Reader, Site, person
from gate.web.board.status import Alarm, Status
from gate.web.wording.alarms import ALARMS, AT_ONCE, OTHER, Wording
from gate.web.wording.language import Language

BROKER_PATIENCE: Final = 10.0
"""Seconds without the broker before anybody is told."""

_AS_BANNER: Final = frozenset({"clock_untrusted", "disk", "boot"})
"""Alarms that tell of the gate itself: they stand among the banners."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One strip. `acknowledge` is the alarm's id while nobody has checked it."""

    key: str
    tone: str
    icon: str
    title: str
    parts: tuple[str, ...] = ()
    detail: str = ""
    urgent: bool = False
    acknowledge: str | None = None


def notices(site: Site, moment: Moment, reader: Reader) -> list[list[Notice]]:
    """Return alarms and banners, each group with its worst first."""
    status = moment.status
    if status is None or not moment.alive:
        return [[_controller_down(site, moment, reader.language)]]
    alarms = [each for each in status["alarms"] if each["alarm"] not in _AS_BANNER]
    alarms.sort(key=lambda each: (each["acknowledged"] is not None, -_wording(each).level))
    return [
        [_alarm(site, moment, reader.language, each) for each in alarms],
        list(_banners(moment, status, reader.language)),
    ]


def lost(language: Language) -> Notice:
    """Say that this page has lost the gate's web server; shown by the browser alone."""
    return Notice(
        "lost",
        "bad",
        "wifi-off",
        language.say("Halaman ini terputus dari portal."),
        detail=language.say(
            "Gambar di bawah bukan keadaan sekarang. Portal tetap bekerja."
            " Lihat langsung ke palang."
        ),
        urgent=True,
    )


def _controller_down(site: Site, moment: Moment, language: Language) -> Notice:
    detail = language.say(
        "Gambar di bawah bukan keadaan sekarang. Buka palang dengan sakelar kunci di pos,"
        " lalu hubungi teknisi: {phone}.",
        phone=site.phone,
    )
    if moment.status is None:
        title = language.say("Pengendali portal tidak menjawab.")
    else:
        time = language.moment(moment.status["wall"], moment.now.wall)
        title = language.say("Pengendali portal tidak menjawab sejak {time}.", time=time)
    return Notice("controller", "bad", "plug-connected-x", title, detail=detail, urgent=True)


def _wording(alarm: Alarm) -> Wording:
    return ALARMS.get(alarm["alarm"], OTHER)


def _alarm(site: Site, moment: Moment, language: Language, alarm: Alarm) -> Notice:
    wording, checked = _wording(alarm), alarm["acknowledged"]
    lane = site.lane(alarm["lane"])
    lane_name = "" if lane is None else site.lane_name(lane, language)
    time = language.moment(alarm["since"], moment.now.wall)
    filled = {"lane": lane_name.lower(), "time": time, "phone": site.phone}
    parts = [part for part in (lane_name, time) if part]
    if checked is not None:
        parts.append(
            language.say("Diperiksa {name}", name=person(moment.people, checked, language))
        )
    elif alarm["over"]:
        parts.append(language.say("sudah berlalu"))
    return Notice(
        key=alarm["id"],
        tone="bad" if wording.level == AT_ONCE else "warn",
        icon="bell",
        title=language.say(wording.title, **filled),
        parts=tuple(parts),
        detail="" if checked else language.say(wording.todo, **filled),
        urgent=checked is None,
        acknowledge=None if checked else alarm["id"],
    )


def _banners(moment: Moment, status: Status, language: Language) -> Iterator[Notice]:
    if not status["disk"]["ok"]:
        yield Notice(
            "disk",
            "bad",
            "database-exclamation",
            language.say("Penyimpanan bermasalah."),
            detail=language.many(
                "Portal tetap bekerja. {n} catatan menunggu disimpan. Hubungi teknisi hari ini.",
                "Portal tetap bekerja. {n} catatan menunggu disimpan. Hubungi teknisi hari ini.",
                status["disk"]["backlog"],
            ),
        )
    if not status["clock"]["trusted"]:
        yield Notice(
            "clock",
            "warn",
            "clock",
            language.say("Jam belum terpercaya."),
            detail=language.say("Catatan akan diperbaiki setelah jam benar."),
        )
    if status["phase"] == "settling":
        yield Notice(
            "settling",
            "info",
            "refresh",
            language.say("Portal baru menyala kembali."),
            detail=language.say("Tidak ada yang bergerak sendiri."),
        )
    yield from _broker(moment, status, language)


def _broker(moment: Moment, status: Status, language: Language) -> Iterator[Notice]:
    broker = status["broker"]
    since = broker["since"]
    if not broker["configured"] or broker["connected"]:
        return
    if since is not None and moment.now.wall - since < BROKER_PATIENCE:
        return
    title = language.say("Pengiriman data terhenti.")
    if since is not None:
        time = language.moment(since, moment.now.wall)
        title = language.say("Pengiriman data terhenti sejak {time}.", time=time)
    yield Notice(
        "broker",
        "info",
        "wifi-off",
        title,
        detail=language.many(
            "Portal tetap bekerja. {n} catatan akan terkirim sendiri.",
            "Portal tetap bekerja. {n} catatan akan terkirim sendiri.",
            broker["backlog"],
        ),
    )
