"""The played site as a function of time: booms, boards, vehicles, sensors. Pure: no clock, no I/O.

world = World(settings.lanes)                # gate.core.settings.LaneSettings of each lane
world.lanes["masuk"].arrive(Car.showing(tag="01001293D8"))
seen = world.step(0.02, {"masuk": frozenset({Output.RED})})  # what the readers saw until now
world.inputs("masuk")                        # logical: what is active now
world.next_change(0.02)                      # virtual time may jump there
"""

from simulator.world.lane import Fault, Lane, Sighting
from simulator.world.motion import Motion
from simulator.world.settings import Driving, Machine, Play, Strip
from simulator.world.site import World
from simulator.world.vehicle import Car, Manner, Phase, Report, Vehicle

__all__ = [
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
