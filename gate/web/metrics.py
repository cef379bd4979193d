"""`/metrics` and `/health` for machines, on an address of their own: counts, never people."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gate.status.model import LineStatus, Status
from gate.web.board.moment import Moment
from gate.web.live.feed import Feed


def metrics_app(feed: Feed) -> Starlette:
    """Build the small application; it tells what the pages' own feed knows."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Measured(feed))

    def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    def health(_: Request) -> Response:
        told = health_of(feed.moment)
        return JSONResponse(told, 200 if told["healthy"] else 503)

    return Starlette(routes=[Route("/metrics", metrics), Route("/health", health)])


def health_of(moment: Moment) -> dict[str, bool | None]:
    """Say whether the gate works and its rows reach the disk; None = the controller is silent."""
    status = moment.status if moment.alive else None
    if status is None:
        return {"healthy": False, "controller": False, "disk": None, "clock": None, "broker": None}
    broker = status.broker
    return {
        "healthy": status.disk.ok,
        "controller": True,
        "disk": status.disk.ok,
        "clock": status.clock.trusted,
        "broker": broker.connected if broker.configured else None,
    }


class Measured:
    """Turns the present moment into metrics, each time it is asked."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def collect(self) -> Iterator[Metric]:
        """Yield what is known now; of a silent controller only that it is silent."""
        moment = self._feed.moment
        status = moment.status if moment.alive else None
        yield _one("gate_controller_up", "Whether the controller speaks.", status is not None)
        yield _one("gate_open_streams", "Pages that follow the gate live.", self._feed.streams)
        if status is None:
            return
        yield _one(
            "gate_clock_trusted",
            "Whether the wall clock may be believed.",
            status.clock.trusted,
        )
        yield _one("gate_disk_ok", "Whether rows reach the disk.", status.disk.ok)
        yield _one("gate_disk_backlog_rows", "Rows that wait for the disk.", status.disk.backlog)
        if status.broker.configured:
            yield _one(
                "gate_broker_connected",
                "Whether the broker takes our rows.",
                status.broker.connected,
            )
            yield _one(
                "gate_broker_backlog_rows",
                "Rows that wait for the broker.",
                status.broker.backlog,
            )
        yield from _lanes(status)
        yield from _readers(status)
        yield from _inside(status)


def _lanes(status: Status) -> Iterator[Metric]:
    state = GaugeMetricFamily(
        "gate_lane_state", "1 for the state that the lane's boom is in.", labels=("lane", "state")
    )
    inputs = GaugeMetricFamily(
        "gate_input_active",
        "Whether an input is active; NaN = unreadable.",
        labels=("lane", "input"),
    )
    travel = GaugeMetricFamily(
        "gate_travel_seconds", "Seconds the boom was seen to take.", labels=("lane", "way")
    )
    for lane_id, lane in status.lanes.items():
        state.add_metric((lane_id, lane.state), 1)
        for name, active in lane.inputs.items():
            inputs.add_metric((lane_id, name), float("nan") if active is None else active)
        travel.add_metric((lane_id, "open"), lane.travel.open)
        travel.add_metric((lane_id, "close"), lane.travel.close)
    alarms = GaugeMetricFamily(
        "gate_alarm", "Alarms that stand, by their code.", labels=("lane", "alarm")
    )
    standing = Counter((alarm.lane or "", alarm.alarm) for alarm in status.alarms if not alarm.over)
    for labels, count in standing.items():
        alarms.add_metric(labels, count)
    yield from (state, inputs, travel, alarms)


def _readers(status: Status) -> Iterator[Metric]:
    connected = GaugeMetricFamily(
        "gate_reader_connected", "Whether a reader is there.", labels=("reader",)
    )
    line = GaugeMetricFamily(
        "gate_reader_line",
        "What a reader's line has carried since the controller started.",
        labels=("reader", "what"),
    )
    for name, reader in status.reads.items():
        connected.add_metric((name,), reader.connected)
        for what, count in _counts(reader.line).items():
            line.add_metric((name, what), count)
    yield from (connected, line)


def _counts(line: LineStatus) -> dict[str, int]:
    return {
        "frames": line.frames,
        "bad_frames": line.bad_frames,
        "dropped_bytes": line.dropped_bytes,
        "reads_over": line.reads_over,
        "echoes": line.echoes,
    }


def _inside(status: Status) -> Iterator[Metric]:
    if status.occupancy is None:
        return
    inside = GaugeMetricFamily("gate_inside", "Vehicles counted inside.", labels=("zone",))
    capacity = GaugeMetricFamily("gate_capacity", "Vehicles that fit in.", labels=("zone",))
    for name, zone in status.occupancy.zones.items():
        inside.add_metric((name,), zone.inside)
        if zone.capacity is not None:
            capacity.add_metric((name,), zone.capacity)
    yield from (inside, capacity)


def _one(name: str, documentation: str, value: float) -> Metric:
    return GaugeMetricFamily(name, documentation, value=float(value))
