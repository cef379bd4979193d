"""Why a request was not served, as RFC 9457 has it: `application/problem+json`."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

MEDIA_TYPE: Final = "application/problem+json"
PREFIX: Final = "/api/v1"


class Kind(NamedTuple):
    """A kind of problem; its slug is the end of the `type`, and never changes."""

    slug: str
    status: int
    title: str

    @property
    def type(self) -> str:
        """Name the kind as a relative URI."""
        return f"{PREFIX}/problems/{self.slug}"


MALFORMED: Final = Kind("malformed-json", 400, "The body is not JSON")
TOKEN_NEEDED: Final = Kind("token-needed", 401, "A valid token is needed")
FORBIDDEN: Final = Kind("role-forbidden", 403, "The role of this token may not do that")
NOT_FOUND: Final = Kind("not-found", 404, "There is no such thing")
WRONG_METHOD: Final = Kind("method-not-allowed", 405, "This cannot be done with it")
CONFLICT: Final = Kind("conflict", 409, "It contradicts what stands in the registry")
ORDER_REFUSED: Final = Kind("order-refused", 409, "The controller refused the order")
ORDER_RECEIVED: Final = Kind("order-received-before", 409, "The order was received before")
UNANSWERED: Final = Kind("key-unanswered", 409, "A request with this key has no answer yet")
CHANGED: Final = Kind("changed-meanwhile", 412, "Somebody else changed it meanwhile")
TOO_LARGE: Final = Kind("body-too-large", 413, "The body is too large")
NOT_JSON: Final = Kind("not-json", 415, "Only application/json is taken")
INVALID: Final = Kind("invalid-request", 422, "Something in the request must be put right")
KEY_REUSED: Final = Kind("key-reused", 422, "This key was used for another request")
VERSION_NEEDED: Final = Kind("version-needed", 428, "Say which version the change is made from")
TOO_MANY: Final = Kind("too-many-requests", 429, "Too many requests")
FAILED: Final = Kind("failed", 500, "The gate failed to answer")
CONTROLLER_SILENT: Final = Kind("controller-silent", 503, "The controller does not answer")
STORE_SILENT: Final = Kind("storage-silent", 503, "The database does not answer")


class Wrong(BaseModel):
    """One thing to put right: where it stands, and how to put it right."""

    place: str = Field(description="body, query, path or header", examples=["body"])
    field: str = Field(description="its name; parts are joined by dots", examples=["plate"])
    code: str = Field(description="the kind of mistake, for programs", examples=["plate_wrong"])
    detail: str = Field(description="the mistake and its cure, for people")


class Problem(BaseModel):
    """Why a request was not served."""

    type: str = Field(
        description="the kind of problem, a relative URI that stays the same",
        examples=[INVALID.type],
        json_schema_extra={"format": "uri-reference"},
    )
    title: str = Field(examples=[INVALID.title])
    status: int = Field(examples=[INVALID.status])
    detail: str = Field(description="this problem and its cure, for people")
    errors: list[Wrong] = Field(description="what to put right, field by field")
    order: str | None = Field(default=None, description="the order that is not followed now")
    refusal: str | None = Field(default=None, description="why it was, as a code")


class Refused(Exception):  # noqa: N818 - not an error of ours
    """The request is understood and not served."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        errors: Sequence[Wrong] = (),
        headers: Mapping[str, str] | None = None,
        **more: str,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = headers
        self.more = more

    @property
    def response(self) -> Response:
        """Write the answer."""
        content = {
            "type": self.kind.type,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "errors": [each.model_dump() for each in self.errors],
            **self.more,
        }
        return JSONResponse(content, self.kind.status, self.headers, MEDIA_TYPE)


def not_found(what: str) -> Refused:
    """Say that there is none of this name or number."""
    return Refused(NOT_FOUND, f"There is no {what}.")


def wrong(place: str, field: str, code: str, detail: str) -> Refused:
    """Say what is wrong with one field."""
    return Refused(INVALID, detail, [Wrong(place=place, field=field, code=code, detail=detail)])
