"""Every operation and every role: what a role may do on the pages, its token may, and no more."""

import pytest

from gate.registry.database import editing
from gate.registry.people import users
from gate.registry.people.staff import Role
from tests.gate.web.api.programs import slug
from tests.gate.web.site import PASSWORD, PEOPLE

G, S, O, H, T, A, R = (  # noqa: E741 - one letter each keeps the table readable
    Role.GUARD,
    Role.SUPERVISOR,
    Role.OFFICER,
    Role.HEAD,
    Role.TECHNICIAN,
    Role.ADMIN,
    Role.AUDITOR,
)
LIST, ISSUE, LIVE = {O, A}, {G, S, O, A}, {G, S, O, T, A}
TIMES_SEEN, TIMES = {O, A, R}, {O, A}
HISTORY, REPORTS = set(Role), {S, O, H, A, R}

OPEN = {"action": "open", "reason": "duty"}
LOCK = {"action": "lockdown", "reason": "security"}
FREE = {"action": "free_flow", "reason": "convoy", "minutes": 10}
UNLOCK = {"action": "unlock", "reason": "security_over"}
STOP = {"action": "stop", "reason": "emergency"}
STAY = {"lane": "masuk", "claim": "c", "inside": True, "reason": "unrecorded"}
NAME = {"name": "x"}

OPERATIONS = [
    ("GET", "/vehicles", None, LIST),
    ("POST", "/vehicles", {"holder": "X"}, LIST),
    ("GET", "/vehicles/{vehicle}", None, LIST),
    ("PUT", "/vehicles/{vehicle}", {"holder": "X"}, LIST),
    ("PATCH", "/vehicles/{vehicle}", {}, LIST),
    ("GET", "/vehicles/{vehicle}/history", None, LIST),
    ("POST", "/vehicles/{vehicle}/block", {"reason": "moved"}, LIST),
    ("POST", "/vehicles/{vehicle}/unblock", None, LIST),
    ("POST", "/vehicles/{vehicle}/credentials", {"medium": "tag", "value": "010203"}, LIST),
    ("POST", "/vehicles/{vehicle}/credentials/{medium}/{value}/lost", None, LIST),
    ("POST", "/vehicles/{vehicle}/credentials/{medium}/{value}/found", None, LIST),
    ("DELETE", "/vehicles/{vehicle}/credentials/{medium}/{value}", None, LIST),
    ("DELETE", "/vehicles/{vehicle}", None, LIST),
    ("GET", "/passes", None, ISSUE | {R}),
    ("POST", "/passes", {"host": "X"}, ISSUE),
    ("GET", "/passes/{visit}", None, ISSUE | {R}),
    ("POST", "/passes/{visit}/extend", {"ends": None}, ISSUE),
    ("POST", "/passes/{visit}/end", None, ISSUE),
    ("GET", "/lanes", None, LIVE),
    ("GET", "/lanes/{lane}", None, LIVE),
    ("POST", "/lanes/{lane}/orders", OPEN, LIVE),
    ("POST", "/lanes/{lane}/orders", STOP, LIVE),
    ("POST", "/lanes/{lane}/orders", LOCK, {S, A}),
    ("POST", "/lanes/{lane}/orders", FREE, {S, A}),
    ("POST", "/lanes/{lane}/orders", UNLOCK, {S, A}),
    ("GET", "/alarms", None, LIVE),
    ("POST", "/alarms/acknowledgements", {"alarm": "masuk/x"}, LIVE),
    ("GET", "/occupancy", None, LIVE),
    ("POST", "/occupancy/corrections", {"zone": "z", "inside": 0, "reason": "counted"}, LIVE),
    ("POST", "/occupancy/stays", STAY, LIVE),
    ("GET", "/journal", None, HISTORY),
    ("GET", "/journal/{key}", None, HISTORY),
    ("GET", "/journal/{key}/passage", None, HISTORY),
    ("GET", "/reports/{month}", None, REPORTS),
    ("GET", "/schedules", None, TIMES_SEEN),
    ("POST", "/schedules", {"name": "x", "windows": ""}, TIMES),
    ("GET", "/schedules/{schedule}", None, TIMES_SEEN),
    ("PUT", "/schedules/{schedule}", {"name": "x", "windows": ""}, TIMES),
    ("PUT", "/schedules/{schedule}/categories", {"categories": []}, TIMES),
    ("DELETE", "/schedules/{schedule}", None, TIMES),
    ("GET", "/plans", None, TIMES_SEEN),
    ("GET", "/plans/{plan}", None, TIMES_SEEN),
    ("POST", "/plans", {"lane": "x", "mode": "hold", "schedule": "x", "reason": "x"}, {A}),
    ("DELETE", "/plans/{plan}", None, {A}),
    ("GET", "/holidays", None, TIMES_SEEN),
    ("GET", "/holidays/{day}", None, TIMES_SEEN),
    ("PUT", "/holidays/{day}", NAME, TIMES),
    ("DELETE", "/holidays/{day}", None, TIMES),
    ("GET", "/users", None, {A}),
    ("POST", "/users", {"login": "xy", "name": "x", "role": "guard", "password": "0"}, {A}),
    ("GET", "/users/{user}", None, {A}),
    ("PATCH", "/users/{user}", NAME, {A}),
    ("GET", "/retention", None, {A}),
    ("PUT", "/retention", {"registered": 1, "visitor": 1, "unknown": 1}, {A}),
]
"""Method, path, a body that is understood, and who may."""

THINGS = {
    "medium": "tag",
    "value": "01001293D8",
    "lane": "masuk",
    "key": "abc.1",
    "month": "2020-01",
    "day": "2026-12-25",
}
"""What stands in a path; any number is 1."""

PAGES = {
    "/vehicles": "/vehicles",
    "/visitors": "/passes",
    "/live": "/lanes",
    "/history": "/journal",
    "/reports": "/reports/2020-01",
    "/schedules": "/schedules",
    "/holidays": "/holidays",
    "/users": "/users",
    "/retention": "/retention",
}
"""Pages, and what a program gets of the same."""


def path_of(template: str) -> str:
    names = dict.fromkeys(("vehicle", "visit", "schedule", "plan", "user"), 1)
    return template.format(**(names | THINGS))


async def test_the_table_names_every_operation(admin):
    described = (await admin.get("/openapi.json"))["paths"]
    there = {(method.upper(), path) for path, item in described.items() for method in item}
    assert {(method, path) for method, path, _, _ in OPERATIONS} == there


@pytest.mark.usefixtures("controller")
async def test_a_role_may_do_what_the_table_says(program):
    for role in Role:
        asking = program(role)
        for method, template, body, roles in OPERATIONS:
            answer = await asking.ask(method, path_of(template), body, if_match='"1"')
            refused = answer.status_code == 403
            assert refused == (role not in roles), (role, method, template, body, answer.text)
            if refused:
                assert slug(answer) == "role-forbidden"


@pytest.mark.usefixtures("controller")
async def test_pages_and_api_are_for_the_same_roles(program, browser, site):
    with editing(site.engine) as session:
        users.add(session, "auditor", "Auditor", R, PASSWORD, author=site.author)
    logins = {role: login for login, (_, role) in PEOPLE.items()} | {R: "auditor"}
    for role in Role:
        asking, looking = program(role), await browser(session=site.sign_in(logins[role]))
        for page, path in PAGES.items():
            shown = (await looking.get(page)).status_code
            given = (await asking.ask("GET", path)).status_code
            assert (shown == 403) == (given == 403), (role, page, shown, path, given)
