import json
import math

from hypothesis import given
from hypothesis import strategies as st

from gate.store import chain

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)


@given(JSON)
def test_canonical_form_says_the_same_value(value):
    assert json.loads(chain.canonical(value)) == value


@given(st.dictionaries(st.text(), st.integers()))
def test_canonical_form_does_not_depend_on_the_order_of_keys(value):
    turned = dict(reversed(value.items()))
    assert chain.canonical(turned) == chain.canonical(value)


def test_canonical_form_has_no_spaces_and_keeps_letters():
    assert chain.canonical({"b": [1, 2.5], "a": "Sjöblom"}) == '{"a":"Sjöblom","b":[1,2.5]}'


def test_numbers_that_json_does_not_know_become_null():
    assert chain.canonical({"a": [math.nan, math.inf, -math.inf, 1]}) == '{"a":[null,null,null,1]}'


def test_text_that_is_not_unicode_becomes_a_question_mark():
    assert chain.canonical("a\udc80b") == '"a?b"'


def test_digest_depends_on_the_salt():
    assert chain.digest(b"1", b"{}") != chain.digest(b"2", b"{}")


def test_hash_can_be_recomputed_without_this_program():
    """The figures were computed with coreutils: printf … | sha256sum."""
    payload_digest = chain.digest(bytes(16), b"{}")
    header = ["g", "e", 1, "id", "boot", 2, 3, True, None, "gate.started", None]
    assert payload_digest.hex() == DIGEST
    assert chain.link(chain.GENESIS, header, payload_digest).hex() == HASH


DIGEST = "333b13ff02f57ae18049b82ca66f37592c5a3d8fd54e44e23ae5c7085c24fd2a"
HASH = "6b740eb5f07d6698cd709698716569a2abebd9c9549dda8af3355594dc384bdb"
