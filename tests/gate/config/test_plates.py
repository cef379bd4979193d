"""`[plates]` of `gate.toml`, and what a lane does without its cameras."""

from pathlib import Path

import pytest

from gate.config.gate_toml import Config, describe, load
from gate.core.values.plate_grammar import AnyPlate
from gate.core.values.plate_indonesia import Indonesia
from gate.core.values.settings import Correction, PlateRules, WithoutCamera
from gate.errors import ConfigError

EXAMPLE = (Path(__file__).parents[3] / "config" / "gate.toml").read_text(encoding="utf-8")


@pytest.fixture
def read(tmp_path: Path):
    def load_with(old: str, new: str) -> Config:
        path = tmp_path / "gate.toml"
        path.write_text(EXAMPLE.replace(old, new, 1), encoding="utf-8")
        return load(path)

    return load_with


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        ("", PlateRules()),
        ('correction = "off"', PlateRules(correction=Correction.OFF)),
        ('regions = "N P"', PlateRules(Indonesia(["N", "P"]))),
    ],
)
def test_the_rules_reach_the_core(read, lines, rules):
    assert read("[plates]\n", f"[plates]\n{lines}\n").site.plates == rules


def test_a_site_may_know_no_grammar(read):
    grammar = read("[plates]\n", '[plates]\ngrammar = "any"\n').plates.grammar

    assert isinstance(grammar, AnyPlate)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('correction = "two"', 'must be "off" or "one"'),
        ('grammar = "malaysia"', 'must be "indonesia" or "any"'),
        ('regions = "N pp"', 'pp is no region code; write them like "N P AG"'),
        ('regions = ""', "must be a text of one line"),
        ('regions = "ABC"', "ABC is no region code"),
        ('grammar = "any"\nregions = "N"', 'only grammar = "indonesia" uses this; remove it'),
    ],
)
def test_what_cannot_be_meant_is_said(read, lines, said):
    with pytest.raises(ConfigError) as raised:
        read("[plates]\n", f"[plates]\n{lines}\n")

    assert said in str(raised.value)


def test_the_core_hears_which_readers_of_a_lane_are_cameras(read):
    config = read("", "")
    cameras = {each.id for each in config.readers.values() if each.medium == "plate"}
    told = {camera for lane in config.site.lanes for camera in lane.cameras}

    assert told == cameras


def test_a_lane_may_do_without_its_camera(read):
    lane = read("direction = ", 'without_camera = "tag"\ndirection = ').site.lanes[0]

    assert lane.without_camera is WithoutCamera.TAG


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "plates: Indonesian, all regions, one misread character is mended"),
        ('regions = "P N"', "plates: Indonesian of N P, one misread character is mended"),
        ('correction = "off"', "plates: Indonesian, all regions, none is corrected"),
        ('grammar = "any"', "plates: of any kind, none is corrected"),
    ],
)
def test_what_is_made_of_a_plate_stands_in_the_check(read, lines, told):
    assert told in describe(read("[plates]\n", f"[plates]\n{lines}\n"))


def test_what_a_lane_does_without_its_cameras_stands_in_the_check(read):
    lane = read("[lane.masuk]\n", '[lane.masuk]\nwithout_camera = "tag"\n')

    assert (
        "  at masuk they count from a confidence of 0.8; while its cameras are gone, the tag alone"
        " will do"
    ) in describe(lane)
