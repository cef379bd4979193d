"""The places of the pages, which role sees them, and which may give which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.core.values.events import Action
from gate.core.values.orders import CATALOGUE, Duty
from gate.registry.people.staff import Role
from gate.words.language import message


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    path: str
    name: str
    icon: str


LIVE: Final = Place("/live", message("Pantau"), "device-desktop")
VEHICLES: Final = Place("/vehicles", message("Kendaraan"), "car")
VISITORS: Final = Place("/visitors", message("tempat|Tamu"), "ticket")
HISTORY: Final = Place("/history", message("Riwayat"), "history")
REPORTS: Final = Place("/reports", message("Laporan"), "chart-bar")
TECHNICIAN: Final = Place("/technician", message("Teknisi"), "tool")
SCHEDULES: Final = Place("/schedules", message("Jadwal"), "calendar-week")
HOLIDAYS: Final = Place("/holidays", message("Hari libur"), "calendar")
USERS: Final = Place("/users", message("Pengguna"), "user")
RETENTION: Final = Place("/retention", message("Lama penyimpanan"), "hourglass")
BACKUP: Final = Place("/backup", message("Cadangan"), "download")
ABOUT: Final = Place("/about", message("Tentang portal ini"), "help-circle")

PLACES: Final[Mapping[Role, tuple[Place, ...]]] = {
    Role.GUARD: (LIVE, VISITORS, HISTORY, ABOUT),
    Role.SUPERVISOR: (LIVE, VISITORS, HISTORY, REPORTS, ABOUT),
    Role.OFFICER: (VEHICLES, LIVE, VISITORS, HISTORY, REPORTS, SCHEDULES, HOLIDAYS, ABOUT),
    Role.HEAD: (REPORTS, HISTORY, ABOUT),
    Role.TECHNICIAN: (TECHNICIAN, LIVE, HISTORY, ABOUT),
    Role.ADMIN: (
        LIVE,
        VEHICLES,
        VISITORS,
        HISTORY,
        REPORTS,
        USERS,
        TECHNICIAN,
        SCHEDULES,
        HOLIDAYS,
        RETENTION,
        BACKUP,
        ABOUT,
    ),
    Role.AUDITOR: (HISTORY, REPORTS, VISITORS, TECHNICIAN, SCHEDULES, HOLIDAYS, ABOUT),
}
"""What each role sees; the first one is its home."""

IN_ORDER: Final = (LIVE, VEHICLES, VISITORS, HISTORY, REPORTS, TECHNICIAN)
"""The places in the bar."""

IN_MENU: Final = (SCHEDULES, HOLIDAYS, USERS, RETENTION, BACKUP, ABOUT)
"""The places in the menu beside it: what is set up rather than watched."""

LOOKING_ONLY: Final = frozenset({Role.AUDITOR})
"""Who sees places and changes nothing there."""

ISSUING: Final = frozenset({Role.GUARD, Role.SUPERVISOR, Role.OFFICER, Role.ADMIN})
"""Who may make, extend and end a visitor's pass; whoever else sees them only looks."""

KEEPING: Final = frozenset({Role.OFFICER, Role.ADMIN})
"""Who keeps the list of vehicles."""

SUPERVISING: Final = frozenset({Role.SUPERVISOR, Role.ADMIN})
"""Who may open for a blocked vehicle without asking, free a lane and lock the gate down."""

TESTING: Final = frozenset({Role.TECHNICIAN, Role.ADMIN})
"""Who may try an output."""

PLANNING: Final = frozenset({Role.ADMIN})
"""Who plans what lanes do by themselves."""

ROLE_NAMES: Final[Mapping[Role, str]] = {
    Role.GUARD: message("petugas jaga"),
    Role.SUPERVISOR: message("koordinator jaga"),
    Role.OFFICER: message("petugas kendaraan"),
    Role.HEAD: message("pimpinan"),
    Role.TECHNICIAN: message("teknisi"),
    Role.ADMIN: message("admin"),
    Role.AUDITOR: message("pemeriksa"),
}


def may_see(role: Role, place: Place) -> bool:
    """Whether a place belongs to a role."""
    return place in PLACES[role]


def roles_of(place: Place) -> frozenset[Role]:
    """Who sees a place."""
    return frozenset(role for role in Role if may_see(role, place))


DUTIES: Final[Mapping[Duty, frozenset[Role]]] = {
    Duty.GUARD: roles_of(LIVE) - LOOKING_ONLY,
    Duty.SUPERVISE: SUPERVISING,
    Duty.TEST: TESTING,
}
"""Whose work it is to give an order."""


def ordering(action: Action) -> frozenset[Role]:
    """Who may give an order."""
    return DUTIES[CATALOGUE[action].duty]


def home(role: Role) -> str:
    """Where a role starts."""
    return PLACES[role][0].path
