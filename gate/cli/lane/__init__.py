"""Commands about the lanes: state, orders, who is inside."""
