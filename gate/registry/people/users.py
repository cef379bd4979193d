"""Who may sign in. Journal rows name a user by number, never by login, name or password."""

import re

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.registry import ledger
from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.fields import one_line
from gate.registry.models import User
from gate.registry.people import passwords, sessions
from gate.registry.people.staff import Role, UserView
from gate.registry.problems import FormError, Problem, ProblemCode

LONGEST_NAME = 120
"""Characters."""

_LOGIN = re.compile(r"^[a-z0-9][a-z0-9._-]{1,63}$")


def add(
    session: Session, login: str, name: str, role: str, password: str, *, author: Author
) -> UserView:
    """Let someone sign in from now on. FormError when a field has a problem."""
    bare_login, bare_name = _bare(login), one_line(name)
    problems = {
        "login": _login_problem(session, bare_login),
        "name": _name_problem(bare_name),
        "role": None if role in set(Role) else Problem(ProblemCode.ROLE_WRONG, {"text": role}),
        "password": passwords.problem_with(password, bare_login),
    }
    _raise_for(problems)
    user = User(
        login=bare_login,
        name=bare_name,
        role=role,
        password_hash=passwords.hash_of(password),
        created_at=author.seconds,
    )
    session.add(user)
    session.flush()
    after: dict[str, Json] = {"role": role, "active": True}
    _record(session, author, RowKind.ADMIN_USER_ADDED, user, ({}, after))
    return UserView.of(user)


def authenticate(engine: Engine, login: str, password: str) -> UserView | None:
    """Return who signs in with these, or None; an unknown login takes as long as a wrong password.

    Neither reads nor writes wait while the password is checked. Inactive users are refused.
    """
    with reading(engine) as session:
        user = _by_login(session, login)
        known = None if user is None else UserView.of(user)
        stored = None if user is None else user.password_hash
    fits, newer = passwords.verify(password, stored)
    if known is None or not fits or not known.active:
        return None
    if newer is not None:
        with editing(engine) as session:
            session.get_one(User, known.id).password_hash = newer
    return known


def everyone(session: Session) -> list[UserView]:
    """Return all users by login, inactive ones too."""
    return [UserView.of(user) for user in session.exec(select(User).order_by(User.login))]


def get(session: Session, user_id: int) -> UserView | None:
    """Return one user by number."""
    user = session.get(User, user_id)
    return None if user is None else UserView.of(user)


def set_password(session: Session, login: str, password: str, *, author: Author) -> UserView:
    """Replace a password and end every session that was opened with the old one."""
    user = _existing(session, login)
    _raise_for({"password": passwords.problem_with(password, user.login)})
    user.password_hash = passwords.hash_of(password)
    view = UserView.of(user)
    sessions.close_all(session, view.id)
    _record(session, author, RowKind.ADMIN_USER_PASSWORD_CHANGED, user, ({}, {}))
    return view


def change_password(
    session: Session, user_id: int, present: str, password: str, *, author: Author
) -> None:
    """Let someone choose a new password, who knows the present one. Other sessions are not ended.

    FormError when the present one does not fit or the new one has a problem.
    """
    user = session.get_one(User, user_id)
    fits, _ = passwords.verify(present, user.password_hash)
    _raise_for(
        {
            "present": None if fits else Problem(ProblemCode.PASSWORD_WRONG),
            "password": passwords.problem_with(password, user.login),
        }
    )
    user.password_hash = passwords.hash_of(password)
    _record(session, author, RowKind.ADMIN_USER_PASSWORD_CHANGED, user, ({}, {}))


def change(
    session: Session, user_id: int, name: str, role: str, *, active: bool, author: Author
) -> UserView:
    """Change what someone is called, may do, and whether they may sign in at all.

    FormError when a field has a problem, or when nobody would be left to manage users.
    """
    user, bare_name = session.get_one(User, user_id), one_line(name)
    known_role = role in set(Role)
    stays = active and role == Role.ADMIN
    _raise_for(
        {
            "name": _name_problem(bare_name),
            "role": None if known_role else Problem(ProblemCode.ROLE_WRONG, {"text": role}),
            "active": None
            if stays or _another_admin(session, user_id)
            else Problem(ProblemCode.LAST_ADMIN),
        }
    )
    before: dict[str, Json] = {"role": user.role, "active": user.active}
    after: dict[str, Json] = {"role": role, "active": active}
    renamed, user.name = user.name != bare_name, bare_name
    user.role, user.active = role, active
    if before != after or renamed:
        _record(session, author, RowKind.ADMIN_USER_CHANGED, user, (before, after))
    if not active:
        sessions.close_all(session, user_id)
    return UserView.of(user)


def disable(session: Session, login: str, *, author: Author) -> UserView:
    """Refuse someone from now on and end their sessions. Their number stays theirs."""
    user = _existing(session, login)
    view = _set_active(session, user, author, active=False)
    sessions.close_all(session, view.id)
    return view


def enable(session: Session, login: str, *, author: Author) -> UserView:
    """Let someone sign in again, with the password they had."""
    return _set_active(session, _existing(session, login), author, active=True)


def record_failed_login(session: Session, login: str, *, author: Author) -> None:
    """Journal that someone tried to sign in and failed: by number when the login exists."""
    user = _by_login(session, login)
    number = None if user is None else user.id
    ledger.record(session, author, RowKind.ADMIN_LOGIN_FAILED, {"user": number})


def _bare(login: str) -> str:
    return login.strip().lower()


def _by_login(session: Session, login: str) -> User | None:
    return session.exec(select(User).where(User.login == _bare(login))).first()


def _existing(session: Session, login: str) -> User:
    user = _by_login(session, login)
    if user is None:
        raise FormError({"login": Problem(ProblemCode.LOGIN_UNKNOWN, {"text": login})})
    return user


def _set_active(session: Session, user: User, author: Author, *, active: bool) -> UserView:
    if user.active != active:
        user.active = active
        _record(
            session,
            author,
            RowKind.ADMIN_USER_CHANGED,
            user,
            ({"active": not active}, {"active": active}),
        )
    return UserView.of(user)


def _another_admin(session: Session, user_id: int) -> bool:
    """Whether somebody else may manage users; a site without any admin is not locked out."""
    admins = session.exec(select(User.id).where(User.role == Role.ADMIN, col(User.active)))
    found = set(admins)
    return user_id not in found or len(found) > 1


def _login_problem(session: Session, login: str) -> Problem | None:
    if _LOGIN.match(login) is None:
        return Problem(ProblemCode.LOGIN_WRONG, {"text": login})
    if _by_login(session, login) is not None:
        return Problem(ProblemCode.LOGIN_TAKEN, {"text": login})
    return None


def _name_problem(name: str) -> Problem | None:
    if not name:
        return Problem(ProblemCode.NAME_MISSING)
    if len(name) > LONGEST_NAME:
        return Problem(ProblemCode.TEXT_LONG, {"limit": LONGEST_NAME})
    return None


def _raise_for(problems: dict[str, Problem | None]) -> None:
    found = {name: problem for name, problem in problems.items() if problem is not None}
    if found:
        raise FormError(found)


def _record(
    session: Session,
    author: Author,
    kind: RowKind,
    user: User,
    difference: tuple[dict[str, Json], dict[str, Json]],
) -> None:
    before, after = difference
    ledger.record(session, author, kind, {"user": user.id, "before": before, "after": after})
