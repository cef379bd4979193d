"""The places of the pages, and which role sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.registry.staff import Role
from gate.web.wording.language import message


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    path: str
    name: str
    icon: str


LIVE: Final = Place("/live", message("Pantau"), "device-desktop")
VEHICLES: Final = Place("/vehicles", message("Kendaraan"), "car")
HISTORY: Final = Place("/history", message("Riwayat"), "history")
USERS: Final = Place("/users", message("Pengguna"), "user")

PLACES: Final[Mapping[Role, tuple[Place, ...]]] = {
    Role.GUARD: (LIVE, HISTORY),
    Role.SUPERVISOR: (LIVE, HISTORY),
    Role.OFFICER: (VEHICLES, LIVE, HISTORY),
    Role.HEAD: (HISTORY,),
    Role.TECHNICIAN: (LIVE, HISTORY),
    Role.ADMIN: (LIVE, VEHICLES, HISTORY, USERS),
    Role.AUDITOR: (HISTORY,),
}
"""What each role sees; the first one is its home."""

IN_ORDER: Final = (LIVE, VEHICLES, HISTORY, USERS)

SUPERVISING: Final = frozenset({Role.SUPERVISOR, Role.ADMIN})
"""Who may open for a blocked vehicle without asking, free a lane and lock the gate down."""

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


def home(role: Role) -> str:
    """Where a role starts."""
    return PLACES[role][0].path
