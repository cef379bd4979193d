"""A child process that does nothing for a while: `python -m tests.gate.web.sleeping`."""

import time

if __name__ == "__main__":
    time.sleep(100)
