import pytest

from gate.registry import lifetimes
from gate.registry.database import editing, reading
from gate.registry.ledger import driver_connection
from gate.store import retention
from gate.store.history import tail


def test_a_lifetime_is_set_and_journalled(office):
    with editing(office.engine) as session:
        lifetimes.keep_for(session, "visitor", 60, author=office.author)
        lifetimes.keep_for(session, "visitor", 60, author=office.author)
        assert retention.lifetimes(driver_connection(session))["visitor"] == 60

    with reading(office.engine) as session:
        newest = tail(driver_connection(session), office.author.gate_id, limit=9)
    assert [row.kind for row in newest].count("admin.retention_changed") == 1
    assert newest[0].payload == {
        "subject": "visitor", "before": {"days": 90}, "after": {"days": 60},
    }  # fmt: skip


@pytest.mark.parametrize(("subject", "days"), [("visitor", 0), ("visitor", 3651), ("dog", 5)])
def test_what_is_no_lifetime_is_refused(office, subject, days):
    with editing(office.engine) as session, pytest.raises(ValueError, match="not a lifetime"):
        lifetimes.keep_for(session, subject, days, author=office.author)
