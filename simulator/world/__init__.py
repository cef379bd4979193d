"""The played site as a function of time: booms, boards, vehicles, sensors. Pure: no clock, no I/O.

world = World(settings.lanes)                # gate.core.values.settings.LaneSettings of each lane
world.lanes["masuk"].arrive(Car.showing(tag="01001293D8"))
seen = world.step(0.02, {"masuk": frozenset({Output.RED})})  # what the readers saw until now
world.inputs("masuk")                        # logical: what is active now
world.next_change(0.02)                      # virtual time may jump there
"""

from simulator.world.car import CAR, MOTORCYCLE, PEDESTRIAN, Body, Car, Manner, Report
from simulator.world.fault import TELLS, Fault
from simulator.world.lane import Lane
from simulator.world.motion import Motion
from simulator.world.reader import Sighting
from simulator.world.settings import Driving, Machine, Play, Strip
from simulator.world.site import World
from simulator.world.vehicle import Phase, Vehicle

__all__ = [
    "CAR",
    "MOTORCYCLE",
    "PEDESTRIAN",
    "TELLS",
    "Body",
    "Car",
    "Driving",
    "Fault",
    "Lane",
    "Machine",
    "Manner",
    "Motion",
    "Phase",
    "Play",
    "Report",
    "Sighting",
    "Strip",
    "Vehicle",
    "World",
]
