from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.template import Context, Template
from django.urls import resolve, reverse

from samen.platform.organisations.domain.roles import Role
from samen.platform.web import languages, navigation

SOURCE = Path(__file__).resolve().parents[3]
CSS = SOURCE / "platform/web/static/samen/samen.css"


def test_the_stylesheet_is_small_and_knows_no_left_or_right():
    text = CSS.read_text()
    assert len(text.encode()) < 25_000
    rules = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert not re.search(r"(margin|padding|border|inset)-(left|right)\b", rules)
    assert not re.search(r"[;{]\s*(left|right|float)\s*:", rules)
    assert "url(" not in rules and "@import" not in rules


def test_every_token_that_is_used_exists_in_light_and_dark():
    text = CSS.read_text()
    used = set(re.findall(r"var\((--[\w-]+)", text))
    light = set(re.findall(r"^  (--[\w-]+):", text, flags=re.MULTILINE))
    dark = text[text.index("(prefers-color-scheme: dark)") :]
    dark_tokens = set(re.findall(r"^    (--[\w-]+):", dark, flags=re.MULTILINE))
    assert used <= light
    same_in_both = {"--basis-focus-bg-color", "--basis-focus-color"}
    colours = {name for name in light if "-color-" in name or name.startswith("--samen-chart")}
    assert colours - dark_tokens <= same_in_both


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_at_least_4_5_for_text_and_3_for_borders(scheme):
    """WCAG 2.2, success criteria 1.4.3 and 1.4.11."""
    text = CSS.read_text()
    start = 0 if scheme == "light" else text.index("(prefers-color-scheme: dark)")
    block = text[start : text.index("}", start)]
    token = dict(re.findall(r"(--basis-color-[\w-]+): (#\w+);", block))
    page = [token[f"--basis-color-default-bg-{name}"] for name in ("document", "subtle", "default")]
    for background in page:
        for name in ("default-color-document", "default-color-subtle", "action-1-color-default"):
            assert contrast(token[f"--basis-color-{name}"], background) >= 4.5, (name, background)
        assert contrast(token["--basis-color-default-border-default"], background) >= 3
    for kind in ("action-1", "accent-2", "accent-3", "negative", "warning", "positive", "info"):
        background = token[f"--basis-color-{kind}-bg-subtle"]
        assert contrast(token[f"--basis-color-{kind}-color-default"], background) >= 4.5, kind
        assert contrast(token["--basis-color-default-color-document"], background) >= 4.5, kind
    button = token["--basis-color-action-1-bg-active"]
    assert contrast(token["--basis-color-action-1-color-inverse"], button) >= 4.5


def test_no_template_has_a_style_or_a_script_inside():
    for path in SOURCE.glob("**/templates/**/*.html"):
        text = path.read_text()
        assert " style=" not in text, path
        # A page for the PDF maker is never sent to a browser.
        assert "<style" not in text or path.stem.endswith("_pdf"), path
        assert not re.search(r"\son[a-z]+=", text), path
        for tag in re.findall(r"<script\b[^>]*>", text):
            assert " src=" in tag or "application/json" in tag, (path, tag)


def test_every_entry_of_the_menu_leads_somewhere():
    for entry in navigation.ENTRIES:
        access = resolve(reverse(entry.view)).func.access
        allowed = access.roles or set(Role)
        assert set(entry.roles or Role) <= set(allowed), f"{entry.view} refuses its own menu"


def test_every_role_has_a_menu_of_its_own():
    shown = {role: {e.label for e in navigation.ENTRIES if role in e.roles} for role in Role}
    assert all(shown.values()), [role for role, labels in shown.items() if not labels]


def test_seventeen_languages_are_prepared_and_only_those_with_content_offered():
    assert len(languages.LANGUAGES) == 17
    assert [item.code for item in languages.OFFERED] == ["nl", "en", "ar"]
    assert [code for code, _ in settings.LANGUAGES] == [
        code for code, _ in languages.DJANGO_LANGUAGES
    ]
    for item in languages.LANGUAGES:
        info = languages.LANG_INFO.get(item.code) or LANG_INFO[item.code]
        assert info["bidi"] == item.right_to_left
    assert {"ti", "tl"} == set(languages.LANG_INFO)


def test_a_draft_translation_says_so(client, db):
    assert "alert--warning" in client.get("/ar/").content.decode()
    assert "alert--warning" not in client.get("/en/").content.decode()


@pytest.mark.parametrize(
    ("number", "target"),
    [("112", "112"), ("033-448 11 86", "0334481186"), ("+31 70 333 44 44", "+31703334444")],
)
def test_telephone_numbers_can_be_tapped_and_keep_their_order(number, target):
    html = Template("{% load phones %}{{ number|tel }}").render(Context({"number": number}))
    assert f'href="tel:{target}"' in html
    assert f'<bdi dir="ltr">{number}</bdi>' in html
