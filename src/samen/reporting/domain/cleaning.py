"""A copy of a file without what it knows about its maker.

Images are drawn anew from their pixels; a PDF is made anew from its pages. Comments, places,
camera and author fields, attachments, scripts and annotations do not come along.
"""

from __future__ import annotations

import io

import pikepdf
from PIL import Image, ImageOps

from samen.kernel.codes import Code

MAX_PIXELS = 50_000_000
MAX_PAGES = 500
_IMAGE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


class Reason(Code):
    """Why a file cannot be cleaned."""

    PIXELS = (
        "pixels",
        f"meer dan {MAX_PIXELS // 10**6} miljoen beeldpunten",
        f"more than {MAX_PIXELS // 10**6} million pixels",
    )
    PAGES = "pages", f"meer dan {MAX_PAGES} bladzijden", f"more than {MAX_PAGES} pages"
    DAMAGED = "damaged", "beschadigd, of niet wat het lijkt", "damaged, or not what it seems"
    TOO_MUCH = (
        "too_much",
        "het openen kost te veel geheugen of tijd",
        "opening it takes too much memory or time",
    )


class Unsafe(Exception):
    """The file cannot be cleaned: too large inside, damaged, or not what it says."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def clean(data: bytes, content_type: str) -> bytes:
    """The cleaned copy, of the same type.

    Raises:
        Unsafe: the file is damaged or too large once opened.
    """
    try:
        if content_type == "application/pdf":
            return _clean_pdf(data)
        return _clean_image(data, _IMAGE_FORMATS[content_type])
    except Unsafe:
        raise
    except Image.DecompressionBombError:
        raise Unsafe(Reason.PIXELS) from None
    except MemoryError:
        raise Unsafe(Reason.TOO_MUCH) from None
    except Exception as error:
        raise Unsafe(Reason.DAMAGED) from error


def _clean_image(data: bytes, format_name: str) -> bytes:
    with Image.open(io.BytesIO(data), formats=[format_name]) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Unsafe(Reason.PIXELS)
        upright = ImageOps.exif_transpose(image)
        if "transparency" in image.info:
            upright = upright.convert("RGBA")
        fresh = Image.new(upright.mode, upright.size)
        if upright.mode == "P":
            fresh.putpalette(upright.getpalette() or [])
        fresh.paste(upright)
    target = io.BytesIO()
    fresh.save(target, format_name)
    return target.getvalue()


_PDF_KEYS = ("/Annots", "/AA", "/Metadata", "/PieceInfo", "/LastModified")
_JPEG_KEPT = frozenset({0xE0, 0xEE})
"""Application segments that a decoder needs: JFIF, and Adobe's colour transform."""


def _forget_maker(thing: pikepdf.Object) -> None:
    """Take out of one object of a PDF what is about its maker, and from a photo what is in it."""
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in _PDF_KEYS:
        if key in thing:
            del thing[key]
    if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == pikepdf.Name.DCTDecode:
        thing.write(_bare_jpeg(thing.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


def _bare_jpeg(data: bytes) -> bytes:
    """A JPEG without comments and without the application segments no decoder needs.

    ITU-T T.81, B.1.1: until the scan begins, every segment is a marker and its length.
    """
    kept, at = bytearray(data[:2]), 2
    while data[at : at + 1] == b"\xff" and data[at + 1] != 0xDA:
        marker, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker != 0xFE and (not 0xE0 <= marker <= 0xEF or marker in _JPEG_KEPT):
            kept += data[at:end]
        at = end
    return bytes(kept + data[at:])


def _clean_pdf(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as fresh:
        if len(source.pages) > MAX_PAGES:
            raise Unsafe(Reason.PAGES)
        fresh.pages.extend(source.pages)
        for thing in fresh.objects:
            _forget_maker(thing)
        target = io.BytesIO()
        fresh.save(target, deterministic_id=True)
    return target.getvalue()
