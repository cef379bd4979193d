"""Someone who signs in, as the pages see them: detached, unchangeable, without the password."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from gate.registry.models import User


class Role(StrEnum):
    """What someone may do; the pages decide which role sees which place."""

    GUARD = "guard"
    SUPERVISOR = "supervisor"
    OFFICER = "officer"
    HEAD = "head"
    TECHNICIAN = "technician"
    ADMIN = "admin"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class UserView:
    """One user. `actor` is what journal rows name them by."""

    id: int
    login: str
    name: str
    role: Role
    active: bool
    second_factor: bool = False

    @classmethod
    def of(cls, user: User) -> Self:
        """Take a stored user out of its session."""
        if user.id is None:
            raise ValueError("the user is not stored yet")
        second = user.totp_secret is not None
        return cls(user.id, user.login, user.name, Role(user.role), user.active, second)

    @property
    def actor(self) -> str:
        """The number, never the name."""
        return f"user:{self.id}"
