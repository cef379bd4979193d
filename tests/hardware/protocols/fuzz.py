"""`python -m tests.hardware.protocols.fuzz DECODER [libFuzzer's arguments...]`

Guided by what each input reaches in the decoder's code, looks for bytes that break a promise.
"""

import sys

import atheris

with atheris.instrument_imports(include=["gate", "hardware"]):
    from tests.hardware.protocols.specimens import SPECIMENS
    from tests.hardware.protocols.trial import try_input


def main() -> None:
    program, name, *arguments = sys.argv
    specimen = SPECIMENS[name]
    atheris.Setup([program, *arguments], lambda data: try_input(specimen, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
