"""A reader as the controller tells it."""


def told(**changes: object) -> dict[str, object]:
    """What `status.json` says of a reader; `changes` are of its line."""
    return {
        "lane": "masuk",
        "connected": True,
        "reason": None,
        "credential": "tag:01001293D8",
        "at": 1.0,
        "line": {
            "frames": 9,
            "bad_frames": 0,
            "dropped_bytes": 0,
            "reads_over": 0,
            "echoes": 0,
            "heard_at": 1.0,
            "last_bytes": "02 30",
            "antenna": None,
            "rssi": None,
        }
        | changes,
    }
