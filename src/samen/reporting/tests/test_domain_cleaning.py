"""The cleaned copy shows the same and says nothing of its maker."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from samen.reporting.cleaner import cleaned_copy
from samen.reporting.domain.cleaning import MAX_PAGES, Reason, Unsafe, clean

SECRET = "Kamera van Mirabel"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
IMAGES = ("jpeg", "png", "webp")


def picture(kind: str, **options: object) -> bytes:
    """A small picture with every kind of note that its format can carry."""
    image = Image.new("RGB", (60, 40), (200, 30, 60))
    image.paste((10, 20, 200), (0, 0, 20, 40))
    exif = Image.Exif()
    exif[0x010F] = exif[0x013B] = SECRET  # maker, artist
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 13.0, 1.0), 3: "E", 4: (6.0, 53.0, 1.0)})
    notes: dict[str, object] = {"exif": exif}
    if kind == "png":
        text = PngInfo()
        text.add_text("Author", SECRET)
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        notes["pnginfo"] = text
    else:
        notes["xmp"] = XMP
    if kind == "jpeg":
        notes["comment"] = SECRET.encode()
    target = io.BytesIO()
    image.save(target, kind, **(notes | options))
    return target.getvalue()


@pytest.mark.parametrize("kind", IMAGES)
def test_an_image_keeps_its_pixels_and_nothing_else(kind: str):
    dirty = picture(kind)
    assert SECRET.encode() in dirty, "the picture of the test holds a secret"
    copy = clean(dirty, f"image/{kind}")
    assert SECRET.encode() not in copy
    with Image.open(io.BytesIO(copy)) as image:
        assert image.format == kind.upper()
        assert dict(image.getexif()) == {}
        assert not image.getexif().get_ifd(0x8825)
        left = set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert left <= {"loop", "background", "timestamp", "duration"}
        assert image.size == (40, 60), "turned as the camera meant it"
        assert image.convert("RGB").getpixel((20, 50))[0] > 150


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_every_colour_mode_of_png_is_cleaned(mode: str):
    target = io.BytesIO()
    text = PngInfo()
    text.add_text("Author", SECRET)
    Image.new(mode, (8, 8)).save(target, "png", pnginfo=text)
    copy = clean(target.getvalue(), "image/png")
    assert SECRET.encode() not in copy
    with Image.open(io.BytesIO(copy)) as image:
        assert image.size == (8, 8)


def test_a_transparent_palette_stays_transparent():
    target = io.BytesIO()
    image = Image.new("P", (8, 8))
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.save(target, "png", transparency=0)
    with Image.open(io.BytesIO(clean(target.getvalue(), "image/png"))) as copy:
        assert copy.convert("RGBA").getpixel((0, 0))[3] == 0


def test_what_hangs_behind_the_end_of_an_image_is_left_behind():
    assert SECRET.encode() not in clean(picture("jpeg") + SECRET.encode(), "image/jpeg")


def document() -> bytes:
    """A PDF with everything that can tell of its maker or act on its reader."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        pdf.docinfo["/Author"] = SECRET
        with pdf.open_metadata() as metadata:
            metadata["dc:creator"] = [SECRET]
        pdf.attachments["secret.txt"] = SECRET.encode()
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SECRET)
        pdf.Root.Names.JavaScript = pikepdf.Dictionary(
            Names=["x", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SECRET)]
        )
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=SECRET
        )
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SECRET)
        page = pdf.pages[0].obj
        page.Annots = pdf.make_indirect(pikepdf.Array([note]))
        page.AA = pikepdf.Dictionary(O=action)
        page.PieceInfo = pikepdf.Dictionary(Word=SECRET)
        page.Metadata = pdf.make_stream(SECRET.encode())
        page.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(F=form_with_metadata(pdf), P=photo_on_a_page(pdf)),
        )
        target = io.BytesIO()
        pdf.save(target, compress_streams=False)
    return target.getvalue()


def form_with_metadata(pdf: pikepdf.Pdf) -> pikepdf.Object:
    form = pdf.make_stream(b"0 0 m", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    form.Metadata = pdf.make_stream(SECRET.encode())
    form.PieceInfo = pikepdf.Dictionary(Word=SECRET)
    return form


def photo_on_a_page(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.make_stream(
        picture("jpeg"),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=60,
        Height=40,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )


def said(data: bytes) -> str:
    """Everything a PDF holds, uncompressed."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        parts = []
        for item in pdf.objects:
            parts.append(repr(item))
            if isinstance(item, pikepdf.Stream):
                raw = item.get("/Filter") == pikepdf.Name.DCTDecode
                held = item.read_raw_bytes() if raw else item.read_bytes()
                parts.append(held.decode("latin-1"))
        return "\n".join([repr(pdf.Root), repr(pdf.trailer), *parts])


def test_a_pdf_keeps_its_pages_and_nothing_else():
    dirty = document()
    assert said(dirty).count(SECRET) >= 8, "the document of the test holds its secrets"
    copy = clean(dirty, "application/pdf")
    held = said(copy)
    assert SECRET not in held
    for word in ("/JavaScript", "/Annots", "/EmbeddedFiles", "/OpenAction", "/AA", "/Metadata"):
        assert word not in held
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert len(pdf.pages) == 1
        photo = pikepdf.PdfImage(pdf.pages[0].Resources.XObject.P).as_pil_image()
        assert photo.size == (60, 40)
        assert photo.convert("RGB").getpixel((50, 20))[0] > 150


def huge_png(width: int, height: int) -> bytes:
    """A few kilobytes that say they are very many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (huge_png(40_000, 40_000), "image/png"),
        (huge_png(10_000, 5_001), "image/png"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0 no picture", "image/jpeg"),
        (b"%PDF-1.7 no document", "application/pdf"),
        (picture("png"), "image/jpeg"),
        (b"", "image/webp"),
    ],
)
def test_bombs_damage_and_disguises_are_refused(data: bytes, kind: str):
    with pytest.raises(Unsafe):
        clean(data, kind)


def test_a_document_of_too_many_pages_is_refused():
    with pikepdf.new() as pdf:
        for _ in range(MAX_PAGES + 1):
            pdf.add_blank_page()
        target = io.BytesIO()
        pdf.save(target)
    with pytest.raises(Unsafe, match="pages"):
        clean(target.getvalue(), "application/pdf")


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (huge_png(40_000, 40_000), "image/png", Reason.PIXELS),
        (huge_png(10_000, 10_000), "image/png", Reason.PIXELS),  # Pillow warns of it first
        (b"%PDF-1.7 no document", "application/pdf", Reason.DAMAGED),
    ],
)
def test_the_process_apart_refuses_with_the_reason(data: bytes, kind: str, reason: Reason):
    with pytest.raises(Unsafe) as refused:
        cleaned_copy(data, kind)
    assert refused.value.reason is reason


def test_the_process_apart_cleans_and_is_stopped_when_it_takes_too_long(monkeypatch):
    assert cleaned_copy(picture("png"), "image/png").startswith(b"\x89PNG")
    monkeypatch.setattr("samen.reporting.cleaner._CPU_SECONDS", 0)
    with pytest.raises(Unsafe, match=Reason.TOO_MUCH):
        cleaned_copy(picture("png"), "image/png")
