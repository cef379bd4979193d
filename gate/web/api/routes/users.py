"""Who may sign in on the pages, as what; passwords are never told."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field, StrictBool, StrictStr
from sqlmodel import Session

from gate.registry.database import editing, reading
from gate.registry.people import users
from gate.registry.people.passwords import SHORTEST, Hashed
from gate.registry.people.staff import Role, UserView
from gate.registry.people.users import LONGEST_NAME
from gate.web.access.places import USERS
from gate.web.api.access import changing, looking
from gate.web.api.fields import Number, Sent
from gate.web.api.problem import not_found
from gate.web.request.page import Page

router = APIRouter(prefix="/users", tags=["users"])

Looking = Annotated[Page, Depends(looking(USERS))]
Changing = Annotated[Page, Depends(changing(USERS))]


Name = Annotated[
    StrictStr,
    Field(min_length=1, max_length=LONGEST_NAME, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$"),
]


class NewUser(Sent):
    """Somebody new."""

    login: StrictStr = Field(min_length=2, max_length=64, examples=["siti"])
    name: Name
    role: Role
    password: StrictStr = Field(min_length=SHORTEST, max_length=200)


class UserChange(Sent):
    """What changes of somebody; what is left out stays as it is."""

    name: Name = Field(default_factory=str)
    role: Role = Field(default_factory=lambda: Role.AUDITOR)
    active: StrictBool = Field(default_factory=bool)


class UserOut(BaseModel):
    """Somebody who may sign in, or no longer."""

    id: int
    login: str
    name: str
    role: Role
    active: bool
    second_factor: bool
    actor: str = Field(description="what the journal calls them")

    @classmethod
    def of(cls, view: UserView) -> "UserOut":
        """Write a user down."""
        return cls(
            id=view.id,
            login=view.login,
            name=view.name,
            role=view.role,
            active=view.active,
            second_factor=view.second_factor,
            actor=view.actor,
        )


class Users(BaseModel):
    """Everybody, by login."""

    items: list[UserOut]


@router.get("")
def list_users(page: Looking) -> Users:
    """List everybody, also those who may not sign in any more."""
    with reading(page.context.engine) as session:
        return Users(items=[UserOut.of(each) for each in users.everyone(session)])


@router.post("", status_code=201)
def add_user(page: Changing, sent: NewUser, response: Response) -> UserOut:
    """Let somebody new sign in."""
    with page.context.throttle.turn():
        password = Hashed(sent.password)
    with editing(page.context.engine) as session:
        author = page.author
        made = users.add(session, sent.login, sent.name, sent.role, password, author=author)
    response.headers["location"] = f"/api/v1/users/{made.id}"
    return UserOut.of(made)


@router.get("/{user}")
def get_user(page: Looking, user: Number) -> UserOut:
    """Get one of them."""
    with reading(page.context.engine) as session:
        return UserOut.of(_known(session, user))


@router.patch("/{user}")
def change_user(page: Changing, user: Number, sent: UserChange) -> UserOut:
    """Change what somebody is called, may do, and whether they may sign in at all."""
    with editing(page.context.engine) as session:
        known, given = _known(session, user), sent.model_fields_set
        saved = users.change(
            session,
            user,
            sent.name if "name" in given else known.name,
            sent.role if "role" in given else known.role,
            active=sent.active if "active" in given else known.active,
            author=page.author,
        )
    return UserOut.of(saved)


def _known(session: Session, number: int) -> UserView:
    found = users.get(session, number)
    if found is None:
        raise not_found(f"user {number}")
    return found
