"""`python -m gate.cli`: the command `gate` on this very interpreter."""

from gate.cli import main

if __name__ == "__main__":
    main()
