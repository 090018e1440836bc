"""Codes in words, for the pages of casework and sharing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samen.casework.domain.deadlines import TASK_LABELS, TaskKind
from samen.casework.domain.matching import Reason
from samen.casework.domain.referral import REFERRAL_LABELS
from samen.casework.domain.status import LABELS
from samen.casework.models import PersonRole
from samen.casework.web.forms import ROLE_LABELS
from samen.guidance.public import criteria, offer
from samen.kernel.codes import FORM_OF_EXPLOITATION_LABELS, SEX_LABELS, FormOfExploitation, Sex
from samen.platform.organisations.public import region

register = template.Library()


def _pick(pair: tuple[str, str]) -> str:
    return pair[0] if get_language() == "nl" else pair[1]


_STATUS = {code.value: pair for code, pair in LABELS.items()}
_REFERRAL = {code.value: pair for code, pair in REFERRAL_LABELS.items()}


@register.filter
def task_label(code: str) -> str:
    """A kind of task."""
    return _pick(TASK_LABELS[TaskKind(code)])


@register.filter
def status_label(code: str) -> str:
    """A status or closing reason."""
    return _pick(_STATUS[code]) if code in _STATUS else code


@register.filter
def referral_label(code: str) -> str:
    """A state or refusal reason of a referral."""
    return _pick(_REFERRAL[code]) if code in _REFERRAL else code


@register.filter
def form_label(code: str) -> str:
    """A form of exploitation."""
    return _pick(FORM_OF_EXPLOITATION_LABELS[FormOfExploitation(code)]) if code else "–"


@register.filter
def role_label(code: str) -> str:
    """What somebody is in a case."""
    return str(ROLE_LABELS[PersonRole(code)])


@register.filter
def signal_label(code: str) -> str:
    """How far a signal is."""
    return {
        "new": _("new"),
        "weighed": _("weighed"),
        "in_case": _("in a case"),
        "closed": _("closed"),
    }[code]


@register.filter
def status_name(which: str) -> str:
    """The question that a status answers."""
    return {
        "victim_status": _("Seen as victim"),
        "help_status": _("Help"),
        "criminal_status": _("Criminal case"),
    }[which]


@register.filter
def part_label(kind: str) -> str:
    """A kind of sealed part."""
    return {
        "person_identity": _("Identifying data"),
        "person_needs": _("Needs"),
        "person_health": _("Health"),
        "person_sexual": _("Sexual life"),
        "person_criminal": _("Criminal data"),
        "person_rights": _("Facts for rights"),
        "case_summary": _("What the case is about"),
        "signal": _("Signal"),
        "report": _("Report"),
        "report_people": _("Who is involved"),
        "report_reporter": _("Reporter"),
        "report_message": _("Message"),
        "report_attachment": _("Attachment"),
        "evidence": _("Record"),
    }.get(kind, kind)


@register.filter
def field_label(field: str) -> str:
    """A field of a sealed part."""
    return {
        "name": _("Name"),
        "other_names": _("Other names"),
        "birth_date": _("Date of birth"),
        "sex": _("Sex"),
        "nationality": _("Nationality"),
        "languages": _("Languages"),
        "phone": _("Phone number"),
        "description": _("Description"),
        "text": _("Text"),
        "facts": _("Facts"),
        "observations": _("Observations"),
        "interpretations": _("Interpretations"),
        "sources": _("Sources"),
        "indicators": _("Indicators"),
    }.get(field, field)


@register.filter
def region_name(code: str) -> str:
    """The name of a police unit."""
    found = region("police_unit", code) if code else None
    return found.name if found else "–"


@register.filter
def service_name(service_id: UUID) -> str:
    """A service of the help directory."""
    found = offer(service_id)
    return f"{found.name} ({found.organisation_name})" if found else "–"


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """A value by key."""
    return mapping.get(key, {})


@register.filter
def fields(content: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The fields of a sealed part in words, lists in one line."""
    return [(name, _in_words(name, value)) for name, value in content.items()]


def _in_words(name: str, value: Any) -> Any:
    if name == "sex" and value:
        return _pick(SEX_LABELS[Sex(value)])
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _term(taxonomy: str, term: str) -> str:
    column = 1 if get_language() == "nl" else 2
    for criterion in criteria():
        if criterion.code == taxonomy:
            for known in criterion.terms:
                if known[0] == term:
                    return known[column]
    return term


@register.filter
def reason_text(reason: Reason) -> str:
    """A reason for or against an offer."""
    if reason.code == "age":
        return _("age %(about)s") % {"about": reason.about}
    if reason.code == "area":
        return _("serves this region")
    if reason.code == "place":
        return _("free place")
    if reason.code == "language":
        return _("speaks %(about)s") % {"about": reason.about}
    if reason.code == "stale":
        return _("offer not confirmed lately")
    return _term(reason.code, reason.about)


@register.filter
def lacking_text(code: str) -> str:
    """What a shortage was about."""
    kind, _sep, about = code.partition(":")
    if kind == "refused":
        return referral_label(about)
    if kind == "no_offer":
        return _("No offer of this kind")
    return reason_text(Reason(kind, about))


@register.filter
def in_words(pair: tuple[str, str]) -> str:
    """A (Dutch, English) pair in the language of the page."""
    return _pick(pair)


@register.filter
def answer_label(answer: str) -> str:
    """Yes, no, or not known yet."""
    return {"yes": _("yes"), "no": _("no"), "unknown": _("not known yet")}[answer]
