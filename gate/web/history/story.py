"""The story of one passage: what its rows say, in the order of time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from gate.core.values.commands import Json
from gate.core.values.model import Direction, Medium
from gate.core.values.plates import display
from gate.core.values.row_kind import RowFamily, RowKind, family_of
from gate.store.history import StoredRow
from gate.web.board.event import Event, Names, event
from gate.web.board.moment import Site, person
from gate.words.language import Language
from gate.words.objections import OBJECTIONS, known
from gate.words.sensors import ANY_SENSOR, SENSORS

_NS: Final = 1e9
_MOVES: Final[Mapping[str, str]] = {
    RowKind.BOOM_OPENED: RowKind.BOOM_OPENING,
    RowKind.BOOM_CLOSED: RowKind.BOOM_CLOSING,
}
"""The end of a move, and its beginning."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: when, what, and what it rests on."""

    wall: float
    when: str
    iso: str
    tone: str
    icon: str
    fact: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Story:
    """All of it. `day` is a POSIX second of its day; `plate` is empty when none is known."""

    plate: str
    day: float
    is_passage: bool
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether the rows from `first` to `last` are as they were written; `broken` names one not."""

    first: int
    last: int
    broken: int | None
    trusted: bool


def story(
    row: StoredRow, rows: list[StoredRow], site: Site, names: Names, language: Language
) -> Story:
    """Tell what rows say."""
    events = [event(each, site, names, language, each.wall_us / 1e6) for each in rows]
    teller = _Teller(site, names, language)
    steps = [
        step
        for each, shown in zip(rows, events, strict=True)
        for step in (*teller.reads(each), teller.step(each, shown))
    ]
    own = event(row, site, names, language, row.wall_us / 1e6).plate
    plate = own or next((each.plate for each in events if each.plate), "")
    steps.sort(key=lambda step: step.wall)
    return Story(plate, row.wall_us / 1e6, row.lane is not None, steps)


class _Teller:
    """Words rows one after the other, remembering what was told before."""

    def __init__(self, site: Site, names: Names, language: Language) -> None:
        self._site = site
        self._names = names
        self._language = language
        self._told: set[tuple[str, ...]] = set()
        self._began: dict[str, int] = {}

    def reads(self, row: StoredRow) -> Iterator[Step]:
        """Tell what was read for a decision, each read once."""
        reads = (row.payload or {}).get("reads")
        for read in reads if isinstance(reads, list) else ():
            if not isinstance(read, dict):
                continue
            what = tuple(str(read.get(name)) for name in ("reader", "medium", "value", "at"))
            at = read.get("at")
            if what in self._told or not isinstance(at, int | float):
                continue
            self._told.add(what)
            wall = row.wall_us / 1e6 - (row.monotonic_ns / _NS - at)
            yield self._read(read, wall)

    def step(self, row: StoredRow, shown: Event) -> Step:
        """Tell of a row."""
        self._began[row.kind] = row.monotonic_ns
        word = _BY_FAMILY.get(family_of(row.kind), _plainly)
        fact, evidence = word(self, row, shown)
        return self._made(row.wall_us / 1e6, shown.tone, shown.icon, fact, evidence)

    def decision(self, row: StoredRow, shown: Event) -> tuple[str, str]:
        """Say what was decided, whose vehicle it is, and what else was against it."""
        say = self._language.say
        codes = (row.payload or {}).get("objections")
        objections = known(map(str, codes)) if isinstance(codes, list) else []
        parts = [shown.who]
        if objections[1:]:
            also = ", ".join(say(OBJECTIONS[each].badge) for each in objections[1:])
            parts.append(say("Juga: {badges}", badges=also))
        if row.kind == RowKind.DECISION_DENIED:
            fact = say("Tidak dibukakan: {why}", why=shown.why or shown.badge)
        else:
            fact = say("Boleh masuk") if shown.direction == Direction.IN else say("Boleh keluar")
        return fact, " · ".join(filter(None, parts))

    def order(self, _row: StoredRow, shown: Event) -> tuple[str, str]:
        """Say who ordered what, and why."""
        reason = self._language.say("Alasan: {reason}", reason=shown.why) if shown.why else ""
        return shown.who or shown.title, reason

    def boom(self, row: StoredRow, shown: Event) -> tuple[str, str]:
        """Say how the boom moved, how long it took, and what its sensors told."""
        began = self._began.get(_MOVES.get(row.kind, ""))
        if shown.why:
            return shown.title, shown.why
        if began is not None:
            seconds = self._language.number(round((row.monotonic_ns - began) / _NS, 1))
            return shown.title, self._language.say("Setelah {seconds} detik", seconds=seconds)
        return shown.title, self._active(row)

    def passage(self, row: StoredRow, shown: Event) -> tuple[str, str]:
        """Say who went through, and which way."""
        say = self._language.say
        if row.kind == RowKind.PASSAGE_DONE and shown.direction:
            inward = shown.direction == Direction.IN
            fact = (
                say("Kendaraan melintas ke dalam") if inward else say("Kendaraan melintas ke luar")
            )
            mode = shown.why.partition(", ")[2]
            return fact, " · ".join(filter(None, (shown.who, mode)))
        return shown.title, shown.who

    def _read(self, read: Mapping[str, Json], wall: float) -> Step:
        say, value = self._language.say, str(read.get("value"))
        confidence, actor = read.get("confidence"), read.get("actor")
        evidence = ""
        if isinstance(actor, str):
            name = person(self._names.people, actor, self._language)
            evidence = say("Dibetulkan oleh {name}", name=name)
        elif isinstance(confidence, int | float):
            evidence = say("Keyakinan {percent}", percent=self._language.percent(confidence))
        match read.get("medium"):
            case Medium.PLATE:
                fact, icon = say("Pelat terbaca: {plate}", plate=display(value)), "eye"
            case Medium.TAG:
                fact, icon = say("Tag terbaca: …{tail}", tail=value[-4:]), "id"
            case _:
                fact, icon = say("Kode izin terbaca"), "qrcode"
        return self._made(wall, "off", icon, fact, evidence)

    def _active(self, row: StoredRow) -> str:
        inputs = (row.payload or {}).get("inputs")
        named = [
            self._language.say(SENSORS.get(str(each), ANY_SENSOR))
            for each in (inputs if isinstance(inputs, list) else ())
        ]
        return self._language.say("Aktif: {sensors}", sensors=", ".join(named)) if named else ""

    def _made(self, wall: float, tone: str, icon: str, fact: str, evidence: str) -> Step:
        iso = datetime.fromtimestamp(wall, UTC).isoformat(timespec="milliseconds")
        return Step(wall, self._language.clock_tenths(wall), iso, tone, icon, fact, evidence)


def _plainly(_teller: _Teller, _row: StoredRow, shown: Event) -> tuple[str, str]:
    rest = [part for part in (shown.who, shown.why) if part and part != shown.title]
    return shown.title, " · ".join(rest)


_BY_FAMILY: Final[Mapping[str, Callable[[_Teller, StoredRow, Event], tuple[str, str]]]] = {
    RowFamily.DECISION: _Teller.decision,
    RowFamily.ORDER: _Teller.order,
    RowFamily.BOOM: _Teller.boom,
    RowFamily.PASSAGE: _Teller.passage,
}
