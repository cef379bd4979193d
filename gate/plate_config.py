"""`[plates]` of `gate.toml`: how plates are built here, and whether a misread one may open."""

from typing import Final

from gate.core.plate_grammar import AnyPlate, Grammar
from gate.core.plate_indonesia import REGION, Indonesia
from gate.core.settings import Correction, PlateRules
from gate.toml_table import TomlTable

INDONESIA: Final = "indonesia"
ANY: Final = "any"


def read_plates(table: TomlTable) -> PlateRules:
    """Return the rules for plates."""
    grammar = table.one_of("grammar", (INDONESIA, ANY), INDONESIA)
    if grammar != INDONESIA:
        table.refuse(["regions"], f'only grammar = "{INDONESIA}" uses this')
    return PlateRules(
        grammar=AnyPlate() if grammar == ANY else _indonesia(table),
        correction=table.choice("correction", Correction, Correction.ONE),
    )


def _indonesia(table: TomlTable) -> Grammar:
    if not table.has("regions"):
        return Indonesia()
    regions = table.text("regions").split()
    wrong = [region for region in regions if REGION.fullmatch(region) is None]
    if wrong:
        table.problem("regions", f'{wrong[0]} is no region code; write them like "N P AG"')
    return Indonesia(regions) if regions and not wrong else Indonesia()
