"""Who is behind a cookie, also while the disk does not answer."""

from gate.registry.database import reading
from gate.registry.people import users
from gate.web.access.sessions import MOST_REMEMBERED, Sessions
from tests.gate.web.site import Site


def opened(site: Site) -> tuple[Sessions, str]:
    sessions = Sessions(site.engine)
    with reading(site.engine) as session:
        slamet = users.get(session, 1)
    assert slamet is not None
    return sessions, sessions.open(slamet, instead_of=None, author=site.author).token


def break_disk(site: Site) -> None:
    """Put something in the file's place that is no database, as a dying card does."""
    site.engine.dispose()
    for name in ("gate.db", "gate.db-wal", "gate.db-shm"):
        (site.config.data_dir / name).unlink(missing_ok=True)
    site.config.database.write_bytes(b"x" * 8192)


def test_whoever_was_found_lately_still_counts_with_a_dead_disk(site: Site):
    sessions, token = opened(site)
    wall = site.clock.now().wall
    assert sessions.use(token, wall) is not None

    break_disk(site)

    found = sessions.use(token, wall)
    assert found is not None
    assert found.user.login == "slamet.r"
    assert sessions.find("another", wall) is None


def test_use_is_noted_at_most_once_a_minute(site: Site):
    sessions, token = opened(site)
    wall = site.clock.now().wall

    sessions.use(token, wall + 61)
    found = sessions.use(token, wall + 62)

    assert found is not None
    assert found.noted == int(wall + 61)


def test_a_disk_that_cannot_note_it_stops_nobody(site: Site):
    sessions, token = opened(site)
    wall = site.clock.now().wall
    site.engine.dispose()
    site.config.database.chmod(0o440)
    with site.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")

    assert sessions.use(token, wall + 61) is not None


def test_a_closed_session_is_forgotten(site: Site):
    sessions, token = opened(site)
    sessions.close(token, author=site.author)
    break_disk(site)

    assert sessions.find(token, site.clock.now().wall) is None


def test_only_so_many_are_remembered(site: Site):
    sessions, token = opened(site)
    wall = site.clock.now().wall
    found = sessions.find(token, wall)
    assert found is not None

    for number in range(MOST_REMEMBERED):
        sessions._remember(f"token-{number}", found)

    assert len(sessions._remembered) == MOST_REMEMBERED
    assert token not in sessions._remembered
