"""The one button that solves why a vehicle is not let in, and what else may be the cure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from gate.core.model import Medium, Objection
from gate.web.board.acts import NO_BREAK, Act, act
from gate.web.board.objecting import Case
from gate.web.places import KEEPING, SUPERVISING
from gate.web.wording.language import message
from gate.web.wording.objections import OBJECTIONS, Solve


def solving(case: Case, objection: Objection) -> Act | None:
    """Return the one button that solves it, as far as this reader may."""
    if case.lane["lockdown"] is not None:  # whatever else there is, nobody is let in before it ends
        objection = Objection.LOCKDOWN
    solve = OBJECTIONS[objection].solve
    for_others = solve in _SUPERVISED and case.reader.role not in SUPERVISING
    if for_others or candidates(case, objection):
        return None
    if solve is Solve.MAKE_PASS and case.gets_a_pass:
        return _make_pass(case)
    if solve in _ASKING:
        return _button(case, *_ASKING[solve])
    return _open(case, objection) if solve in _OPENING else None


_SUPERVISED: Final = frozenset({Solve.ASK_SUPERVISOR, Solve.END_LOCKDOWN})
_OPENING: Final = frozenset({Solve.OPEN, Solve.ASK_SUPERVISOR, Solve.MAKE_PASS})
_ASKING: Final[Mapping[Solve, tuple[str, str]]] = {
    Solve.CHECK_VEHICLE: ("check", message("Periksa kendaraan …")),
    Solve.END_LOCKDOWN: ("end-lockdown", message("Akhiri penguncian …")),
    Solve.CHOOSE_PLATE: ("plate", message("Ketik pelat …")),
    Solve.RECORD_OUT: ("record-out", message("Catat sudah keluar, lalu buka …")),
    Solve.RECORD_IN: ("record-in", message("Catat sudah masuk, lalu buka …")),
    Solve.TYPE_PLATE: ("plate", message("Ketik pelat …")),
}


def candidates(case: Case, objection: Objection) -> tuple[str, ...]:
    """Return the plates of which the guard has to choose the right one."""
    asked = OBJECTIONS[objection].solve is Solve.CHOOSE_PLATE and case.lane["lockdown"] is None
    return tuple(case.waiting["candidates"]) if asked else ()


def otherwise(case: Case, objection: Objection) -> Act | None:
    """Return what else may be the cure: none of those plates, the list, or the count."""
    if plates := candidates(case, objection):
        none = _NEITHER if len(plates) == _TWO else _NONE
        return replace(_button(case, "plate", none), id=f"{case.lane_id}-otherwise")
    if objection in _MENDED and case.vehicle is not None and case.reader.role in KEEPING:
        label = case.reader.language.say(_MENDED[objection])
        path = f"/vehicles/{case.vehicle.id}"
        return Act(f"{case.lane_id}-otherwise", label, "pencil", path, because=None, sheet=False)
    if objection is not Objection.FULL or case.waiting["room"] is None:
        return None
    label = case.reader.language.say("Angka salah? Hitung ulang …")
    return Act(f"{case.lane_id}-otherwise", label, "rotate", "/occupancy", because=None)


_MENDED: Final[Mapping[Objection, str]] = {
    Objection.EXPIRED: message("Perpanjang …"),
    Objection.LOST_CREDENTIAL: message("Tag sudah ditemukan …"),
}
"""What those who keep the list may put right about a vehicle."""

_TWO: Final = 2
_NEITHER, _NONE = message("Bukan keduanya"), message("Bukan semuanya")
_SECOND_FACTOR: Final = {True: message("Pelat cocok, buka …"), False: message("Buka tanpa tag …")}


def _open(case: Case, objection: Objection) -> Act:
    if objection is Objection.SECOND_FACTOR_MISSING:
        return _button(case, "open", _SECOND_FACTOR[case.read(Medium.TAG) is not None])
    if case.plate is None:
        return _button(case, "open", message("Buka …"))
    return _button(case, "open", message("Buka untuk {plate} …"))


def _make_pass(case: Case) -> Act:
    where = f"/visitors/new?lane={case.lane_id}&claim={case.waiting['claim']}"
    label = case.reader.language.say("Buat izin tamu …")
    return Act(f"{case.lane_id}-solve", label, "ticket", where, because=None, sheet=False)


def _button(case: Case, word: str, text: str) -> Act:
    language = case.reader.language
    label = language.say(text, plate=(case.plate or "").replace(" ", NO_BREAK))
    return act(case.lane_id, case.lane, word, label, case.reader)
