"""What is wrong with something typed, in the words of the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from gate.cli import MISUSE
from gate.registry.problems import FormError, Problem, ProblemCode

SENTENCES = {
    ProblemCode.PLATE_WRONG: "Not a plate: {text}. Example: N 1234 AP",
    ProblemCode.PLATE_EXISTS: "This plate is registered: {holder}, {opd}",
    ProblemCode.TAG_WRONG: "Not a tag number: {text}. Write it in hexadecimal, like 01001293D8",
    ProblemCode.TAG_TAKEN: "Tag {text} belongs to {plate} ({holder}, {opd}). Remove it there first",
    ProblemCode.TAG_UNKNOWN: "No vehicle has the tag {text}",
    ProblemCode.CODE_WRONG: "Not a pass code: {text}. Example: 7K4-92M",
    ProblemCode.CODE_UNKNOWN: "Nobody has the code {text}; see: gate visitor list",
    ProblemCode.CODE_MISTYPED: "{text} is no code of ours; compare it with the slip",
    ProblemCode.CODE_TAKEN: "Code {text} belongs to {plate} ({holder}, {opd})",
    ProblemCode.CREDENTIAL_MISSING: "Give a plate or a tag to recognise the vehicle by",
    ProblemCode.HOLDER_MISSING: "Say who holds the vehicle",
    ProblemCode.CATEGORY_WRONG: "Not a category: {text}. Use employee, official, visitor, vendor or"
    " emergency",
    ProblemCode.IDENTIFICATION_WRONG: "Not a way to be identified: {text}. Use any, tag, plate or"
    " both",
    ProblemCode.DATE_WRONG: "Not a date: {text}. Write the date like 31-12-2026",
    ProblemCode.DATE_ORDER: "Validity ends before it starts",
    ProblemCode.TEXT_LONG: "At most {limit} characters",
    ProblemCode.REASON_MISSING: "Give a reason",
    ProblemCode.ENTRIES_WRONG: "Not a number of entries: {text}. Use 1 to {limit}, or nothing for"
    " any number",
    ProblemCode.HOST_MISSING: "Say which department is visited",
    ProblemCode.TIME_OVER: "This time is over already",
    ProblemCode.PASS_VALID: "This plate has a pass until {text}; end that one first",
    ProblemCode.VISITOR_BLOCKED: "This plate is blocked: {text}",
    ProblemCode.VISITOR_LISTED: "{plate} stands on the list as a visitor and may pass without a"
    ' pass; see: gate vehicle show "{plate}". For a pass instead, end its validity on the page'
    " Kendaraan or by gate vehicle import",
    ProblemCode.PASS_NONE: "No visitor's pass was made for {text}; see: gate visitor list",
    ProblemCode.LOST_NOT_OWN: "{text} is none of its tags and codes",
    ProblemCode.ROW_REPEATS: "{text} stands in row {row} already; keep one of them",
    ProblemCode.CELLS_MANY: "{text} stands beyond the last heading; check the columns of this row",
    ProblemCode.LOGIN_WRONG: "Not a login: {text}. Use 2 to 64 letters, digits, dots and dashes",
    ProblemCode.LOGIN_TAKEN: "The login {text} is taken",
    ProblemCode.LOGIN_UNKNOWN: "There is no user {text}; see: gate user list",
    ProblemCode.NAME_MISSING: "Give the person's name",
    ProblemCode.ROLE_WRONG: "Not a role: {text}",
    ProblemCode.PASSWORD_SHORT: "Use at least {limit} characters; a few words are easy to keep",
    ProblemCode.NAME_EMPTY: "Give a name",
    ProblemCode.NAME_TAKEN: "There is {text} already; remove it first, or choose another name",
    ProblemCode.WINDOW_WRONG: "Not windows: {text}. Example: mon-fri 06:00-18:00; sat 08:00-12:00",
    ProblemCode.WINDOWS_ON_HOLIDAYS: "Give windows for holidays, or let it hold on them as on other"
    " days; not both",
    ProblemCode.SCHEDULE_UNKNOWN: "There is no schedule {text}; see: gate schedule list",
    ProblemCode.SCHEDULE_USED: "Still used by {text}; take it away there first",
    ProblemCode.SCHEDULE_DOUBLE: "{text} already counts there; take that away first",
    ProblemCode.LANE_UNKNOWN: "There is no lane {text}; there is {lanes}",
    ProblemCode.PLAN_UNKNOWN: "There is no plan {text}; see: gate plan list",
    ProblemCode.DAY_UNKNOWN: "{text} is no holiday; see: gate holiday list",
    ProblemCode.PASSWORD_WRONG: "This is not the present password",
    ProblemCode.FACTOR_WRONG: "Not the code of this moment; look at the phone's clock",
    ProblemCode.LAST_ADMIN: "Nobody else could manage users; make another admin first",
    ProblemCode.TOKEN_NAME_WRONG: "Not a name: {text}. Use letters and digits, dashes between them,"
    " at most 32 in all",
    ProblemCode.TOKEN_NAME_TAKEN: "There is or was a program {text}; choose another name",
    ProblemCode.TOKEN_UNKNOWN: "There is no program {text}; see: gate token list",
    ProblemCode.PASSWORD_IS_LOGIN: "The password must not be the login",
}
"""One sentence per problem; the gaps are its parameters."""


def sentence(problem: Problem) -> str:
    """Word a problem; departments that are not known leave no gap behind."""
    text = SENTENCES[problem.code].format_map(dict(problem.params))
    return text.replace(", )", ")").removesuffix(", ")


@contextmanager
def worded() -> Iterator[None]:
    """Say each problem of what was typed, by field, and exit as after any misuse."""
    try:
        yield
    except FormError as error:
        for field, problem in error.problems.items():
            typer.echo(f"gate: {field.replace('_', ' ')}: {sentence(problem)}", err=True)
        raise typer.Exit(MISUSE) from error
