"""What a member does in an organisation. A person may hold several roles."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The roles; the Dutch names are in the interface and in ``docs/glossary.csv``."""

    INTAKE_WORKER = "intake_worker"
    CASEWORKER = "caseworker"
    CARE_COORDINATOR = "care_coordinator"
    CHAIN_COORDINATOR = "chain_coordinator"
    PRIVACY_OFFICER = "privacy_officer"
    ANALYST = "analyst"
    EDITOR = "editor"
    PROGRAMME_MANAGER = "programme_manager"
    ORGANISATION_ADMINISTRATOR = "organisation_administrator"
    AUDITOR = "auditor"
