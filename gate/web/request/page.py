"""One request for a page: who asks, in which language, and the answers a page can give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Annotated, Final

from fastapi import Depends, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gate.core.values.model import Instant
from gate.registry.author import Author
from gate.registry.people.sessions import SignedIn
from gate.registry.people.staff import UserView
from gate.web.access.appearance import THEMES, Appearance
from gate.web.access.places import (
    IN_MENU,
    IN_ORDER,
    LOOKING_ONLY,
    ROLE_NAMES,
    Place,
    may_see,
    roles_of,
)
from gate.web.board.moment import Reader
from gate.web.request.announcements import announcement
from gate.web.request.context import Context
from gate.web.request.refusals import BadToken, NotForThisRole, SignInNeeded
from gate.words.language import Language

_NOTICE_S: Final = 30


@dataclass(frozen=True, slots=True)
class Page:
    """A request with everything its answer needs. `signed_in` None = nobody yet."""

    request: Request
    context: Context
    signed_in: SignedIn | None
    appearance: Appearance
    now: Instant

    @property
    def language(self) -> Language:
        """The language chosen on this device."""
        return self.context.rendering.language(self.appearance.language)

    @property
    def user(self) -> UserView:
        """Whoever is signed in; SignInNeeded when nobody is."""
        if self.signed_in is None:
            raise SignInNeeded(over=self.token is not None)
        return self.signed_in.user

    @property
    def may_change(self) -> bool:
        """Whether whoever is signed in may change what the places show."""
        return self.user.role not in LOOKING_ONLY

    @property
    def reader(self) -> Reader:
        """Whoever looks, as far as words and buttons depend on it."""
        return Reader(self.language, self.user.role)

    @property
    def token(self) -> str | None:
        """The session's cookie."""
        return self.context.cookies.get(self.request, "session")

    @property
    def author(self) -> Author:
        """Whoever edits something now, for the journal; nobody before signing in."""
        actor = None if self.signed_in is None else self.signed_in.user.actor
        return Author(self.context.config.gate_id, self.context.boot_id, actor, self.now)

    def say(self, text: str, /, **values: object) -> str:
        """Say something in the reader's language."""
        return self.language.say(text, **values)

    def check(self, word: str) -> None:
        """Raise BadToken unless a form brought back the word it was given."""
        expected = self._visit if self.signed_in is None else self.signed_in.csrf
        if expected is None or not compare_digest(expected.encode(), word.encode()):
            raise BadToken

    def show(self, template: str, values: Mapping[str, object], *, status: int = 200) -> Response:
        """Answer with a page."""
        word = self._visit or token_urlsafe(32)
        csrf = word if self.signed_in is None else self.signed_in.csrf
        html = self.context.rendering.html(
            self.language, template, self._everywhere() | {"csrf": csrf, **values}
        )
        response = HTMLResponse(html, status)
        if self.signed_in is None and self._visit is None:
            self.context.cookies.set(response, "visit", word)
        if self._notice is not None:
            self.context.cookies.clear(response, "notice")
        return response

    def go(self, path: str, *, notice: str | None = None) -> Response:
        """Answer by leading to another page, which says what was done."""
        response = RedirectResponse(path, 303)
        if notice is not None:
            self.context.cookies.set(response, "notice", notice, seconds=_NOTICE_S)
        return response

    @property
    def _notice(self) -> str | None:
        """What the last form left to say; kept while a script, not a person, gets the page."""
        looked_at = self.request.headers.get("sec-fetch-dest", "document") == "document"
        return self.context.cookies.get(self.request, "notice") if looked_at else None

    @property
    def _visit(self) -> str | None:
        return self.context.cookies.get(self.request, "visit")

    def _everywhere(self) -> dict[str, object]:
        """What every template may use."""
        role = None if self.signed_in is None else self.signed_in.user.role
        return {
            "site": self.context.site,
            "here": self.request.url.path,
            "zone": str(self.context.timezone),
            "wall": self.now.wall,
            "theme": self.appearance.theme_now(role, self.language, self.now.wall),
            "theme_choice": self.appearance.choice(role),
            "themes": [(code, self.say(name)) for code, name in THEMES.items()],
            "user": None if self.signed_in is None else self.signed_in.user,
            "role_name": "" if role is None else self.say(ROLE_NAMES[role]),
            "may_change": role is not None and role not in LOOKING_ONLY,
            "places": self._places(IN_ORDER),
            "menu_places": self._places(IN_MENU),
            "notice": announcement(self.context.engine, self._notice, self.language),
        }

    def _places(self, places: tuple[Place, ...]) -> list[tuple[Place, str]]:
        """Name those that are for whoever is signed in."""
        role = None if self.signed_in is None else self.signed_in.user.role
        return [
            (place, self.say(place.name))
            for place in places
            if role is not None and may_see(role, place)
        ]


def visiting(request: Request) -> Page:
    """Take a request of anybody."""
    context = Context.of(request)
    now = context.clock.now()
    token = context.cookies.get(request, "session")
    signed_in = None if token is None else context.sessions.use(token, now.wall)
    return Page(request, context, signed_in, Appearance.of(request, context.cookies), now)


Visiting = Annotated[Page, Depends(visiting)]


def signed_in(page: Visiting) -> Page:
    """Take a request of somebody who is signed in, whatever the role."""
    if page.signed_in is None:
        raise SignInNeeded(over=page.token is not None)
    return page


def seeing(place: Place) -> Callable[[Page], Page]:
    """Take a request of somebody whose role has this place."""

    def check(page: Annotated[Page, Depends(signed_in)]) -> Page:
        if not may_see(page.user.role, place):
            raise NotForThisRole(roles_of(place))
        return page

    return check


def posting(place: Place) -> Callable[[Page, str], Page]:
    """Take a form of somebody who may change this place, with the word it was given."""

    def check(
        page: Annotated[Page, Depends(seeing(place))], csrf: Annotated[str, Form()] = ""
    ) -> Page:
        if page.user.role in LOOKING_ONLY:
            raise NotForThisRole(roles_of(place) - LOOKING_ONLY)
        page.check(csrf)
        return page

    return check
