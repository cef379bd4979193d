"""`[plates]` of `gate.toml`: how plates are built here, and whether a misread one may open."""

from collections.abc import Iterable, Mapping
from typing import Final

from gate.config.toml_table import TomlTable
from gate.core.values.plate_grammar import AnyPlate, Grammar
from gate.core.values.plate_indonesia import REGION, REGIONS, Indonesia
from gate.core.values.settings import Correction, LaneSettings, PlateRules, WithoutCamera

INDONESIA: Final = "indonesia"
ANY: Final = "any"

_WITHOUT: Final[Mapping[WithoutCamera, str]] = {
    WithoutCamera.DENY: "who has to show tag and plate is denied",
    WithoutCamera.TAG: "the tag alone will do",
}


def read_plates(table: TomlTable) -> PlateRules:
    """Return the rules for plates."""
    grammar = table.one_of("grammar", (INDONESIA, ANY), INDONESIA)
    if grammar != INDONESIA:
        table.refuse(["regions"], f'only grammar = "{INDONESIA}" uses this')
    return PlateRules(
        grammar=AnyPlate() if grammar == ANY else _indonesia(table),
        correction=table.choice("correction", Correction, Correction.ONE),
    )


def describe(rules: PlateRules, lanes: Iterable[LaneSettings]) -> list[str]:
    """Return what is made of a plate that a camera reads, and what without a camera."""
    grammar, known = rules.grammar, "of any kind"
    if isinstance(grammar, Indonesia):
        few = grammar.regions != REGIONS
        regions = f" of {' '.join(sorted(grammar.regions))}" if few else ", all regions"
        known = f"Indonesian{regions}"
    mended = "one misread character is mended" if _mends(rules) else "none is corrected"
    return [
        f"plates: {known}, {mended}",
        *(
            f"  at {lane.id} they count from a confidence of {lane.min_confidence:g}; while its"
            f" cameras are gone, {_WITHOUT[lane.without_camera]}"
            for lane in lanes
            if lane.cameras
        ),
    ]


def _mends(rules: PlateRules) -> bool:
    return rules.correction is Correction.ONE and isinstance(rules.grammar, Indonesia)


def _indonesia(table: TomlTable) -> Grammar:
    if not table.has("regions"):
        return Indonesia()
    regions = table.text("regions").split()
    wrong = [region for region in regions if REGION.fullmatch(region) is None]
    if wrong:
        table.problem("regions", f'{wrong[0]} is no region code; write them like "N P AG"')
    return Indonesia(regions) if regions and not wrong else Indonesia()
