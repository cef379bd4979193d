"""What Home Assistant is told about the gate, so that it shows up there without any YAML."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gate.config.broker import HomeAssistantConfig
from gate.core.barrier.state import State
from gate.core.values.model import Input, Objection
from gate.mqtt.about import About, LaneAbout
from gate.mqtt.homeassistant.names import READER, SENSORS, WORDS
from gate.mqtt.topics import Topics

Component = dict[str, Any]

DECISIONS = ("granted", "denied", *(objection.value for objection in Objection))
"""Every type an event of the lane's decisions can have; Home Assistant loses those it was not
told."""

_CLASSES = {
    Input.ARMING_LOOP: "occupancy",
    Input.INNER_LOOP: "occupancy",
    Input.SAFETY_LOOP: "occupancy",
    Input.PHOTOCELL: "occupancy",
    Input.MOVING: "moving",
    Input.STOP: "safety",
    Input.FIRE: "safety",
    Input.BREAKAWAY: "problem",
    Input.BOARD_FAULT: "problem",
    Input.LOOP_FAULT: "problem",
    Input.MAINS_LOST: "problem",
}
"""Contacts whose `on` has a look of its own; the others are for the technician."""

# A template writes true, false and null as these words, the last of which means unknown there.
_ON, _OFF = "True", "False"


@dataclass(frozen=True, slots=True)
class Discovery:
    """Builds the announcement, whole: half of one would be kept by a Home Assistant that starts."""

    config: HomeAssistantConfig
    about: About

    def messages(self) -> dict[str, dict[str, Any]]:
        """Return payloads by topic: one for the device, or one for each component."""
        components = self.components()
        if self.config.discovery == "device":
            return {self.device_topic: self._root() | {"components": components}}
        return {
            self.component_topic(key, component["platform"]): self._single(component)
            for key, component in components.items()
        }

    def other_topics(self) -> list[str]:
        """Return where the other form would stand: Home Assistant takes no entity from both."""
        if self.config.discovery != "device":
            return [self.device_topic]
        components = self.components().items()
        return [self.component_topic(key, each["platform"]) for key, each in components]

    @property
    def device_topic(self) -> str:
        """Where the device is announced."""
        return f"{self.config.prefix}/device/{self._node}/config"

    def component_topic(self, key: str, platform: str) -> str:
        """Where one component is announced to an older Home Assistant."""
        return f"{self.config.prefix}/{platform}/{self._node}/{key}/config"

    def components(self) -> dict[str, Component]:
        """Return all components by their keys."""
        found: dict[str, Component] = {}
        for lane_id, lane in self.about.lanes.items():
            for key, component in self._lane(lane_id, lane).items():
                found[f"{lane_id}_{key}"] = component
        for reader in self.about.readers:
            found[f"reader_{reader}"] = self._binary(
                f"{self._say(READER)} {reader}",
                self._topics.health,
                f"{{{{ value_json.readers.get('{reader}') }}}}",
                device_class="connectivity",
                entity_category="diagnostic",
            )
        found |= self._counts()
        found["connection"] = self._connection()
        slug = self.about.gate_id.lower().replace("-", "_")
        for key, component in found.items():
            entity = f"{slug}_{key}".lower().replace("-", "_")
            component["unique_id"] = f"{self.about.gate_id}_{key}"
            component["default_entity_id"] = f"{component['platform']}.{entity}"
        return found

    @property
    def _node(self) -> str:
        return f"parking-gate-{self.about.gate_id}"

    @property
    def _topics(self) -> Topics:
        return Topics(self.about.gate_id)

    def _root(self) -> dict[str, Any]:
        about, url = self.about, self.config.url
        device: dict[str, Any] = {
            "identifiers": [self._node],
            "name": about.name,
            "model": "Parking gate",
            "manufacturer": "parking-gate",
            "sw_version": about.version,
        }
        origin: dict[str, Any] = {"name": "parking-gate", "sw_version": about.version}
        if url is not None:
            device["configuration_url"] = origin["support_url"] = url
        availability = [{"topic": self._topics.availability}]
        return {"device": device, "origin": origin, "availability": availability}

    def _single(self, component: Component) -> dict[str, Any]:
        """Announce one alone, with what an older Home Assistant needs besides.

        Before 2024.6 its covers know no unknown and stay closed then: they are unavailable instead.
        """
        single = self._root() | {key: each for key, each in component.items() if key != "platform"}
        if component["platform"] == "cover":
            known = "{{ 'offline' if value_json.cover is none else 'online' }}"
            asked = {"topic": component["state_topic"], "value_template": known}
            single["availability"] = [*single["availability"], asked]
            single["availability_mode"] = "all"
        return single

    def _lane(self, lane_id: str, lane: LaneAbout) -> dict[str, Component]:
        state = self._topics.lane_state(lane_id)
        return {
            "boom": self._cover(lane_id, lane),
            "state": self._named("sensor", "state", lane)
            | {
                "state_topic": state,
                "value_template": "{{ value_json.state }}",
                "device_class": "enum",
                "options": [each.value for each in State],
                "entity_category": "diagnostic",
            },
            "problem": self._binary(
                self._name(WORDS["problem"], lane),
                state,
                "{{ value_json.problem }}",
                device_class="problem",
            ),
            "decision": self._named("event", "decision", lane)
            | {"state_topic": self._topics.decision(lane_id), "event_types": list(DECISIONS)},
            **{
                sensor: self._contact(state, sensor, lane)
                for sensor in lane.inputs
                if sensor in SENSORS
            },
        }

    def _cover(self, lane_id: str, lane: LaneAbout) -> Component:
        """The boom: always with its state, and closed only where its closed end says so."""
        cover: Component = {
            "platform": "cover",
            "name": None if len(self.about.lanes) == 1 else lane.name,
            "device_class": "gate",
            "state_topic": self._topics.lane_state(lane_id),
            "value_template": "{{ value_json.cover }}",
            "qos": 1,
        }
        if self.config.cover_orders:
            cover |= {
                "command_topic": self._topics.cover(lane_id),
                "payload_open": "OPEN",
                "payload_close": "CLOSE" if lane.powers.close else None,
                "payload_stop": "STOP" if lane.powers.stop else None,
                "retain": False,
            }
        return cover

    def _contact(self, state: str, sensor: str, lane: LaneAbout) -> Component:
        looks = _CLASSES.get(Input(sensor))
        more = {"entity_category": "diagnostic"} if looks is None else {"device_class": looks}
        template = f"{{{{ value_json.inputs.{sensor} }}}}"
        return self._binary(self._name(SENSORS[Input(sensor)], lane), state, template, **more)

    def _counts(self) -> dict[str, Component]:
        """How many are inside: all of them, and where there are several zones, in each."""
        said, zones = self._say(WORDS["inside"]), self.about.zones
        names = {"inside": (said, "inside")} if zones else {}
        if len(zones) > 1:
            for zone, name in zones.items():
                names[f"inside_{zone}"] = (f"{said}: {name}", f"zones['{zone}'].inside")
        return {
            key: {
                "platform": "sensor",
                "name": name,
                "qos": 1,
                "state_topic": self._topics.occupancy,
                "value_template": f"{{{{ value_json.{value} }}}}",
                "state_class": "measurement",
                "icon": "mdi:car-multiple",
            }
            for key, (name, value) in names.items()
        }

    def _connection(self) -> Component:
        """The one that must not hide behind `unavailable` when the gate is gone."""
        topic = self._topics.availability
        return self._component("binary_sensor", "connection") | {
            "state_topic": topic,
            "payload_on": "online",
            "payload_off": "offline",
            "device_class": "connectivity",
            "entity_category": "diagnostic",
            "availability": [{"topic": topic, "value_template": "{{ 'online' }}"}],
        }

    def _binary(self, name: str, topic: str, template: str, **more: str) -> Component:
        return {
            "platform": "binary_sensor",
            "name": name,
            "state_topic": topic,
            "value_template": template,
            "payload_on": _ON,
            "payload_off": _OFF,
            "qos": 1,
            **more,
        }

    def _component(self, platform: str, word: str) -> Component:
        return {"platform": platform, "name": self._say(WORDS[word]), "qos": 1}

    def _named(self, platform: str, word: str, lane: LaneAbout) -> Component:
        return self._component(platform, word) | {"name": self._name(WORDS[word], lane)}

    def _name(self, words: Mapping[str, str], lane: LaneAbout) -> str:
        """Name a part of a lane; a gate with one lane need not say which."""
        said = self._say(words)
        return said if len(self.about.lanes) == 1 else f"{lane.name} {said.lower()}"

    def _say(self, words: Mapping[str, str]) -> str:
        return words[self.config.language]
