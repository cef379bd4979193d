import pytest

from gate.cli.terminal.wording import SENTENCES, sentence
from gate.registry.problems import Problem, ProblemCode

PARAMS = {
    "text": "N 1 A",
    "plate": "N 1 A",
    "holder": "Siti",
    "opd": "Kominfo",
    "vehicle": 1,
    "limit": 9,
    "row": 2,
    "lanes": "masuk, keluar",
}


@pytest.mark.parametrize("code", [*ProblemCode])
def test_every_problem_has_its_sentence(code: ProblemCode):
    said = sentence(Problem(code, PARAMS))

    assert said
    assert "{" not in said


def test_every_sentence_belongs_to_a_problem():
    assert SENTENCES.keys() == set(ProblemCode)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (ProblemCode.PLATE_EXISTS, "This plate is registered: Siti"),
        (ProblemCode.TAG_TAKEN, "Tag 01 belongs to N 1 A (Siti). Remove it there first"),
    ],
)
def test_a_department_that_is_not_known_leaves_no_gap(code: ProblemCode, said: str):
    assert sentence(Problem(code, PARAMS | {"opd": "", "text": "01"})) == said
