"""Drawings as PNG, through resvg. The one module that imports resvg_py."""

from __future__ import annotations

from kzcn.errors import SetupError

ZOOM = 2  # pixels for each unit of the drawing


def png(document: str) -> bytes:
    """An SVG document as a PNG picture, twice as large for sharp printing.

    Names are drawn with the fonts of the machine. Raises SetupError where resvg_py is not installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise SetupError("Pictures in PNG need resvg-py. Try: pip install 'kzcn[png]', or save as .svg") from error
    return bytes(resvg_py.svg_to_bytes(svg_string=document, zoom=ZOOM))
