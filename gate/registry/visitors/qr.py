"""The QR code of a pass: it carries the code and nothing else, so that a lost slip tells nobody."""

import io

import segno

QUIET = 4
"""Modules of white around it; scanners need them."""


def svg(code: str) -> str:
    """Return the QR code of a pass as SVG, black on white also where pages are dark.

    One module is one unit: whoever shows it gives it its size.
    """
    drawn = io.BytesIO()
    _qr(code).save(
        drawn, kind="svg", border=QUIET, light="white", xmldecl=False, svgns=True, omitsize=True
    )
    return drawn.getvalue().decode()


def text(code: str) -> str:
    """Return the QR code of a pass in half blocks, for a terminal whose ground is dark."""
    drawn = io.StringIO()
    _qr(code).terminal(out=drawn, border=QUIET, compact=True)
    return drawn.getvalue()


def _qr(code: str) -> segno.QRCode:
    return segno.make_qr(code, error="m", boost_error=False)
