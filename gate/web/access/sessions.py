"""Who is behind a cookie, also while the disk does not answer."""

from collections import OrderedDict
from typing import Final

from sqlalchemy import Engine

from gate.errors import StoreError
from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.people import sessions
from gate.registry.people.sessions import OpenedSession, SessionView, SignedIn
from gate.registry.people.staff import UserView

MOST_REMEMBERED: Final = 256


class Sessions:
    """Opens, finds and closes sessions. `wall` is POSIX seconds.

    A guard must be able to open the boom with a dead disk, so whoever was found lately is
    remembered and still counts then.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._remembered: OrderedDict[str, SignedIn] = OrderedDict()

    def open(
        self, user: UserView, *, instead_of: str | None, author: Author, device: str = ""
    ) -> OpenedSession:
        """Sign a user in with a new cookie; the one the browser had, if any, ends."""
        with editing(self._engine) as session:
            sessions.purge(session, author.now.wall)
            if instead_of is not None:
                sessions.close(session, instead_of, author=author)
            return sessions.start(session, user, author=author, device=device)

    def find(self, token: str, wall: float) -> SignedIn | None:
        """Return who signed in with this cookie."""
        try:
            with reading(self._engine) as session:
                found = sessions.find(session, token, wall)
        except StoreError:
            return self._remembered.get(token)
        self._remember(token, found)
        return found

    def use(self, token: str, wall: float) -> SignedIn | None:
        """Find, and note that the session is in use; a disk that cannot note it stops nobody."""
        found = self.find(token, wall)
        if found is not None and found.worth_noting(wall):
            try:
                with editing(self._engine) as session:
                    sessions.touch(session, token, wall)
            except StoreError:
                return found
        return found

    def close(self, token: str, *, author: Author) -> None:
        """Sign a browser out."""
        self._remembered.pop(token, None)
        with editing(self._engine) as session:
            sessions.close(session, token, author=author)

    def of_user(self, user_id: int, token: str, wall: float) -> list[SessionView]:
        """Return the browsers a user is signed in with."""
        with reading(self._engine) as session:
            return sessions.of_user(session, user_id, token, wall)

    def close_one(self, user_id: int, view_id: str, *, author: Author) -> None:
        """Sign one of a user's browsers out."""
        self._remembered.clear()
        with editing(self._engine) as session:
            sessions.close_one(session, user_id, view_id, author=author)

    def _remember(self, token: str, found: SignedIn | None) -> None:
        self._remembered.pop(token, None)
        if found is not None:
            self._remembered[token] = found
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
