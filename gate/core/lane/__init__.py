"""One lane: claims, barrier, orders, alarms and outputs joined."""
