"""Staff who edit the list of vehicles, as the tests drive them."""

from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from gate.core.values.schedule import Schedule
from gate.registry import exports, vehicles
from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.listing import Query, search
from gate.registry.problems import Problem
from gate.registry.timetable import schedules
from gate.registry.timetable.form import ScheduleForm
from gate.registry.vehicle_import import importing as imports
from gate.registry.vehicle_import.file import ImportFile
from gate.registry.vehicle_import.importing import ImportReport
from gate.registry.views import VehicleView


def nothing(_done: int, _most: int) -> None:
    """Nobody looks at the progress."""


LANES = ("masuk", "keluar")


def _file(table: str | bytes) -> ImportFile:
    return ImportFile.read("cars.csv", table.encode() if isinstance(table, str) else table)


class Office:
    """Staff at work: one transaction per edit, imports, and a look at the list."""

    def __init__(self, engine: Engine, author: Author, zone: ZoneInfo) -> None:
        self.engine, self.author, self.zone = engine, author, zone

    def add(self, form: VehicleForm) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.add(session, form, author=self.author, zone=self.zone, lanes=LANES)

    def change(self, view: VehicleView, form: VehicleForm) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.change(
                session,
                view.id,
                form,
                expected_version=view.version,
                author=self.author,
                zone=self.zone,
                lanes=LANES,
            )

    def block(self, view: VehicleView, reason: str) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.block(session, view.id, reason, author=self.author)

    def unblock(self, view: VehicleView) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.unblock(session, view.id, author=self.author)

    def remove(self, view: VehicleView) -> None:
        with editing(self.engine) as session:
            vehicles.remove(session, view.id, author=self.author)

    def report_lost(self, tag: str) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.report_lost(session, tag, author=self.author)

    def found(self, tag: str) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.found(session, tag, author=self.author)

    def get(self, vehicle_id: int) -> VehicleView:
        with reading(self.engine) as session:
            return vehicles.get(session, vehicle_id)

    def add_schedule(self, name: str, *windows: str) -> Schedule:
        form = ScheduleForm(name, windows)
        with editing(self.engine) as session:
            return schedules.add(session, form, author=self.author, lanes=LANES)

    def bring(self, table: str | bytes, progress: imports.Progress = nothing) -> ImportReport:
        report = imports.import_vehicles(
            self.engine,
            _file(table),
            author=self.author,
            zone=self.zone,
            progress=progress,
            lanes=LANES,
        )
        imports.tell_journal(self.engine, self.author.gate_id, nothing)
        return report

    def rehearse(self, table: str) -> ImportReport:
        return imports.rehearse(
            self.engine, _file(table), zone=self.zone, progress=nothing, lanes=LANES
        )

    def exported(self, words: exports.Words = exports.Words.INDONESIAN) -> list[tuple[str, ...]]:
        return list(exports.rows(self.engine, self.zone, words))

    def listed(self) -> list[VehicleView]:
        with reading(self.engine) as session:
            return list(search(session, Query(), wall=0).rows)

    def wrong(self, table: str) -> dict[int, dict[str, Problem]]:
        before = self.listed()
        report = self.bring(table)
        assert report.version is None
        assert self.listed() == before
        return {each.number: dict(each.problems) for each in report.wrong}
