"""What the panel shows: the world as it truly is, and what the gate says about it."""

from collections.abc import Mapping

from gate.clock import SystemClock, boot_id
from gate.errors import DeviceError
from gate.status import file as gate_status
from gate.status.model import LaneStatus
from simulator.stage import Stage
from simulator.vehicles import VEHICLES
from simulator.world import Lane, Motion, Vehicle

Json = Mapping[str, object]

_PLATES = {vehicle.tag: vehicle.plate for vehicle in VEHICLES if vehicle.tag}


def state(stage: Stage) -> Json:
    """Return the state of everything, as JSON. A motion goes on from `at` by itself.

    {"controller": bool, "lanes": {lane: {"boom": motion, "vehicles": [{"number", "name", "tag",
    "phase", "inside", "length", "front": motion}], "inputs": [], "outputs": [], "faults": [],
    "touching": bool, "gate": null | {"state", "waiting": null | {"granted", "objections": []}}}},
    "readers": {reader: {"lane", "medium", "plugged", "troubles": []}}},
    a motion being {"at", "goal", "speed"}: metres from the boom or degrees, per second. `gate` is
    null while the controller is silent. `name` is the plate a person would see, `tag`
    what the reader sees.
    """
    stage.catch_up()
    said = _said_by_gate(stage)
    return {
        "controller": stage.wire.connected,
        "lanes": {
            name: {**_lane(lane), "gate": said.get(name)}
            for name, lane in stage.world.lanes.items()
        },
        "readers": {
            name: {
                "lane": reader.lane,
                "medium": reader.medium,
                "plugged": stage.ports[name].plugged,
                "troubles": sorted(stage.heads[name].troubles),
            }
            for name, reader in stage.config.readers.items()
        },
    }


def _lane(lane: Lane) -> Json:
    return {
        "boom": _motion(lane.boom, lane.now),
        "vehicles": [_vehicle(vehicle, lane.now) for vehicle in lane.vehicles],
        "inputs": sorted(lane.inputs),
        "outputs": sorted(lane.outputs),
        "faults": sorted(lane.faults),
        "touching": lane.touching,
    }


def _vehicle(vehicle: Vehicle, now: float) -> Json:
    car = vehicle.car
    tag = car.tags[0] if car.tags else None
    plate = car.reports[-1].text if car.reports else _PLATES.get(tag or "")
    return {
        "number": vehicle.number,
        "name": plate or tag or "?",
        "tag": tag,
        "phase": vehicle.phase,
        "inside": car.inside,
        "length": car.body.length,
        "front": _front(vehicle, now),
    }


def _front(vehicle: Vehicle, now: float) -> Json:
    """Return the motion of its front along the lane; it sees the lane from its own side."""
    way = -1.0 if vehicle.car.inside else 1.0
    motion = vehicle.motion
    return {"at": way * motion.position(now), "goal": way * motion.goal, "speed": motion.speed}


def _motion(motion: Motion, now: float) -> Json:
    return {"at": motion.position(now), "goal": motion.goal, "speed": motion.speed}


def _said_by_gate(stage: Stage) -> Mapping[str, Json]:
    """What the controller says of its lanes; nothing when it is not running."""
    try:
        status = gate_status.read_alive(stage.config.status_file, boot_id(), SystemClock().now())
    except DeviceError:  # left by another version
        return {}
    return {} if status is None else {name: _told(lane) for name, lane in status.lanes.items()}


def _told(lane: LaneStatus) -> Json:
    waiting = lane.waiting
    return {
        "state": lane.state,
        "waiting": None
        if waiting is None
        else {"granted": waiting.granted, "objections": waiting.objections},
    }
