"""How a device shows the pages: language and theme, kept in cookies the server reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from gate.registry.people.staff import Role
from gate.web.access.cookies import Cookies
from gate.words.language import LANGUAGES, SOURCE, Language, message

THEMES: Final[Mapping[str, str]] = {
    "device": message("Ikut perangkat"),
    "light": message("Terang"),
    "dark": message("Gelap"),
    "night": message("Gelap malam hari"),
}

_DAY: Final = range(6, 18)
"""Hours that are light in the theme `night`, by the gate's clock."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """What was chosen on this device; theme None = nothing yet."""

    language: str
    theme: str | None

    @classmethod
    def of(cls, request: Request, cookies: Cookies) -> "Appearance":
        """Read the choice; anything unknown counts as none."""
        language = cookies.get(request, "language") or SOURCE
        theme = cookies.get(request, "theme")
        return cls(
            language=language if language in LANGUAGES else SOURCE,
            theme=theme if theme in THEMES else None,
        )

    def choice(self, role: Role | None) -> str:
        """Return the chosen theme; guards, who work at night, start with `night`."""
        return self.theme or ("night" if role is Role.GUARD else "device")

    def theme_now(self, role: Role | None, language: Language, wall: float) -> str | None:
        """Return `light` or `dark`, None where the device decides."""
        choice = self.choice(role)
        if choice == "night":
            return "light" if language.local(wall).hour in _DAY else "dark"
        return None if choice == "device" else choice
