"""Whatever the controller journals or refuses has words on the pages."""

from gate.core.values.refusal import Refusal
from gate.core.values.row_kind import RowKind
from gate.words.kinds import GROUPS, KINDS, kinds_of
from gate.words.orders import QUESTIONS, REASONS
from gate.words.refusals import REFUSALS


def test_every_kind_of_row_has_words():
    assert KINDS.keys() == set(RowKind)


def test_every_kind_of_row_is_of_a_family_that_history_can_be_narrowed_to():
    grouped = [kind for group in GROUPS for kind in kinds_of(group)]

    assert sorted(grouped) == sorted(RowKind)


def test_every_reason_that_can_be_chosen_has_words():
    chosen = {reason for question in QUESTIONS.values() for reason in question.reasons}

    assert chosen <= REASONS.keys()


def test_every_refusal_has_words():
    assert REFUSALS.keys() == set(Refusal)
