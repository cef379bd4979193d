"""The description is for everybody, and complete."""

from tests.gate.web.api.programs import Program, slug

BODIES = {"post", "put", "patch"}


async def test_it_needs_no_token_and_holds_together(app):
    nobody = Program(app, None)
    answer = await nobody.ask("GET", "/openapi.json")
    told = answer.json()
    assert (answer.status_code, told["openapi"]) == (200, "3.1.0")
    assert told["servers"] == [{"url": "/api/v1"}]
    assert told["security"] == [{"token": []}]
    scheme = told["components"]["securitySchemes"]["token"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert (await nobody.ask("GET", "/openapi.json")).content == answer.content
    assert slug(await nobody.ask("POST", "/openapi.json")) == "token-needed"


async def test_it_is_the_same_after_an_error_has_asked_for_it(app, admin):
    assert slug(await admin.ask("DELETE", "/lanes")) == "method-not-allowed"

    told = (await Program(app, None).ask("GET", "/openapi.json")).json()

    assert (told["info"]["title"], told["servers"]) == ("Parking gate", [{"url": "/api/v1"}])


async def test_every_operation_has_a_name_words_and_all_its_answers(app):
    told = (await Program(app, None).ask("GET", "/openapi.json")).json()
    names = []
    for path, item in told["paths"].items():
        for method, operation in item.items():
            names.append(operation["operationId"])
            assert operation["description"].endswith("."), (path, method)
            answers = operation["responses"]
            assert {"401", "403", "429", "500", "503"} <= answers.keys()
            assert ("404" in answers) == ("{" in path)
            assert ({"400", "413", "415"} <= answers.keys()) == (method in BODIES)
            problems = {code for code in answers if int(code) >= 400}
            assert {tuple(answers[code]["content"]) for code in problems} == {
                ("application/problem+json",)
            }
    assert len(set(names)) == len(names) == 50
    assert all(name.replace("_", "").isalpha() for name in names)
