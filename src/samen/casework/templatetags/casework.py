"""Codes in words, for the pages of casework and sharing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import template
from django.utils.dateformat import format as date_format
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from samen.casework.domain.deadlines import TaskKind
from samen.casework.domain.matching import Reason
from samen.casework.domain.referral import ReferralState, RefusalReason
from samen.casework.domain.status import STATUSES, ClosingReason
from samen.casework.models import PersonRole
from samen.casework.web.forms import ROLE_LABELS
from samen.engines.rules.rights import load_rights
from samen.guidance.public import criteria, offer
from samen.kernel.codes import FormOfExploitation, Sex
from samen.platform.organisations.public import region
from samen.platform.web.words import in_language, language, language_name, languages_in_words

register = template.Library()
register.filter("in_words", in_language)

_STATUS = {
    code.value: code.labels for codes in (*STATUSES.values(), ClosingReason) for code in codes
}
_REFERRAL = {code.value: code.labels for codes in (ReferralState, RefusalReason) for code in codes}


@register.filter
def task_label(code: str) -> str:
    """A kind of task."""
    return in_language(TaskKind(code).labels)


@register.filter
def status_label(code: str) -> str:
    """A status or closing reason."""
    return in_language(_STATUS[code]) if code in _STATUS else code


@register.filter
def referral_label(code: str) -> str:
    """A state or refusal reason of a referral."""
    return in_language(_REFERRAL[code]) if code in _REFERRAL else code


@register.filter
def form_label(code: str) -> str:
    """A form of exploitation."""
    return in_language(FormOfExploitation(code).labels) if code else "–"


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
        "person_count": _("What was counted"),
        "case_summary": _("What the case is about"),
        "signal": _("Signal"),
        "report": _("Report"),
        "report_people": _("Who is involved"),
        "report_reporter": _("Reporter"),
        "report_message": _("Message"),
        "report_attachment": _("Attachment"),
        "evidence": _("Record"),
        "sharing_facts": _("What was stated when asking to share"),
        "probe_found": _("Who was found when a partner asked"),
        "entity": _("Named in a signal"),
        "entity_judgement": _("Decision that two are the same, or not"),
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
        "kvk": _("KvK number"),
        "street": _("Street"),
        "number": _("House number"),
        "postcode": _("Postcode"),
        "place": _("Place"),
        "url": _("Web address of an advert"),
        "day": _("Day of the signal"),
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
        return in_language(Sex(value).labels)
    if name == "languages" and isinstance(value, str):
        return languages_in_words(value)
    if name == "birth_date" and (full := parse_date(str(value))):
        return date_format(full, "j F Y")
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _term(taxonomy: str, term: str) -> str:
    column = 1 if language() == "nl" else 2
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
        return _("speaks %(about)s") % {"about": language_name(reason.about)}
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
def fact_question(name: str) -> tuple[str, str]:
    """The question about a fact that rights depend on, Dutch and English."""
    return load_rights().facts[name].question


@register.filter
def answer_label(answer: str) -> str:
    """Yes, no, or not known yet."""
    return {"yes": _("yes"), "no": _("no"), "unknown": _("not known yet")}[answer]
