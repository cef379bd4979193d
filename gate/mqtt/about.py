"""What the broker's readers are told of a site that does not change while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from types import MappingProxyType
from typing import Self

from gate.config.gate_toml import Config
from gate.core.values.settings import Powers


@dataclass(frozen=True, slots=True)
class LaneAbout:
    """One lane; `inputs` are the contacts that are fitted."""

    name: str
    direction: str
    inputs: tuple[str, ...]
    powers: Powers


@dataclass(frozen=True, slots=True)
class About:
    """The gate, its lanes and readers by their ids, its zones by id with their names."""

    gate_id: str
    name: str
    version: str
    lanes: Mapping[str, LaneAbout] = field(default_factory=lambda: MappingProxyType({}))
    readers: tuple[str, ...] = ()
    zones: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, config: Config) -> Self:
        """Take it from the configuration."""
        lanes = {
            lane_id: LaneAbout(
                lane.name,
                lane.settings.direction.value,
                tuple(sensor.value for sensor in sorted(lane.settings.inputs)),
                lane.settings.powers,
            )
            for lane_id, lane in config.lanes.items()
        }
        zones = {zone.id: zone.name for zone in config.site.zones}
        release = version("parking-gate")
        return cls(config.gate_id, config.name, release, lanes, tuple(config.readers), zones)
