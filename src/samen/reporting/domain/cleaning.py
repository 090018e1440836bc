"""A copy of a file without what it knows about its maker.

Images are drawn anew from their pixels; a PDF is made anew from its pages. Comments, places,
camera and author fields, attachments, scripts and annotations do not come along.
"""

from __future__ import annotations

import io

import pikepdf
from PIL import Image, ImageOps

MAX_PIXELS = 50_000_000
MAX_PAGES = 500
_IMAGE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


class Unsafe(Exception):
    """The file cannot be cleaned: too large inside, damaged, or not what it says."""


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
    except Exception as error:
        raise Unsafe(f"cannot be opened as {content_type}") from error


def _clean_image(data: bytes, format_name: str) -> bytes:
    with Image.open(io.BytesIO(data), formats=[format_name]) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Unsafe(f"more than {MAX_PIXELS} pixels")
        upright = ImageOps.exif_transpose(image)
        fresh = Image.new(upright.mode, upright.size)
        if upright.mode == "P":
            fresh.putpalette(upright.getpalette() or [])
        fresh.paste(upright)
    target = io.BytesIO()
    fresh.save(target, format_name)
    return target.getvalue()


def _clean_pdf(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as fresh:
        if len(source.pages) > MAX_PAGES:
            raise Unsafe(f"more than {MAX_PAGES} pages")
        fresh.pages.extend(source.pages)
        for page in fresh.pages:
            for key in ("/Annots", "/AA", "/Metadata", "/PieceInfo", "/LastModified"):
                if key in page:
                    del page[key]
        target = io.BytesIO()
        fresh.save(target, deterministic_id=True)
    return target.getvalue()
