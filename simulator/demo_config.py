"""The demo's `gate.toml`: `config/simulator.toml` with its places in the demo's own folder."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from gate.config.gate_toml import Config, load
from gate.config.network import mqtt_table

SOURCE = Path(__file__).resolve().parent.parent / "config" / "simulator.toml"


def write(folder: Path, *, web_port: int, broker: str | None) -> Config:
    """Write `gate.toml` into the folder and return what it says.

    `broker` is an URL, None = report to nobody. ConfigError when broker or folder will not do.
    """
    site = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    site["gate"] |= {"data": str(folder / "data"), "runtime": str(folder / "run")}
    for name, reader in site["reader"].items():
        reader["port"] = str(folder / "run" / name)
    site["web"]["port"] = web_port
    if broker is not None:
        site["mqtt"] = mqtt_table(broker)
    path = folder / "gate.toml"
    path.write_text("\n".join([f"# Made from {SOURCE.name} at every start.", *_lines(site)]) + "\n")
    config = load(path)
    for place in (config.data_dir, config.runtime_dir):
        place.mkdir(exist_ok=True)
    return config


def _lines(table: Mapping[str, object], name: str = "") -> Iterator[str]:
    """Write a table as TOML, whose strings, numbers and booleans look as in JSON."""
    if name:
        yield f"\n[{name}]"
    for key, value in table.items():
        if not isinstance(value, Mapping):
            yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _lines(value, f"{name}.{key}" if name else key)
