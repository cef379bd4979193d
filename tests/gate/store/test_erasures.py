import json

import pytest

from gate.errors import StoreError
from gate.store.erasures import Erasures, on_list


def test_a_word_is_named_for_what_is_not_newer_than_the_request(tmp_path):
    path = tmp_path / "erasures.json"
    Erasures(path).add(100.0, ["N1A"])
    Erasures(path).add(200.0, ["AA"])
    listed = Erasures(path)

    assert listed.covers("N1A", 100.0)
    assert listed.covers("plate:N1A", 100.0)
    assert not listed.covers("N1A", 100.5)
    assert listed.covers("tag:AA", 150.0)
    assert not listed.covers("N2A", 1.0)
    assert not listed.covers(on_list("N1A"), 1.0)


def test_the_file_holds_no_word_and_is_not_for_everybody(tmp_path):
    path = tmp_path / "erasures.json"
    Erasures(path).add(1.0, ["N1A"])

    assert "N1A" not in path.read_text()
    assert path.stat().st_mode & 0o007 == 0


def test_two_gates_hash_alike_only_with_the_same_key(tmp_path):
    one, other = (Erasures(tmp_path / name) for name in ("a", "b"))

    assert one.hash("N1A") != other.hash("N1A")


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"key": "k", "erasures": [{}]})])
def test_an_unreadable_list_stops_a_restore(tmp_path, content):
    path = tmp_path / "erasures.json"
    path.write_text(content)

    with pytest.raises(StoreError, match=r"erasures\.json: .*beside the backups"):
        Erasures(path)


def test_a_list_that_cannot_be_written_says_that_nothing_was_erased(tmp_path):
    listed = Erasures(tmp_path / "missing" / "erasures.json")

    with pytest.raises(StoreError, match="nothing was erased"):
        listed.add(1.0, ["N1A"])
