"""Every table on PostgreSQL: which zone may do what with it, and with which rows.

S, I, U and D are SELECT, INSERT, UPDATE and DELETE. A table that is not here is touched by nobody;
a test is red for a model without a line. Each rule says what ``queries`` and ``actions`` rely on.
"""

from __future__ import annotations

from samen.platform.database.acting import Zone
from samen.platform.database.rules import (
    ORGANISATION,
    RECEIPT,
    REPORT,
    Function,
    Policy,
    everything,
    guarded,
    open_to_all,
    own,
    own_column,
)

STAFF, REPORTER, ACCOUNT = Zone.STAFF, Zone.REPORTER, Zone.ACCOUNT
HELD_BY_US = f"holder_id = {ORGANISATION}"
OWN_MEMBER = "EXISTS (SELECT FROM organisations_member m WHERE m.id = {})"
PART_OF_REPORT = f"part_id IN (SELECT p.id FROM vault_sealedpart p WHERE p.subject_id = {REPORT})"  # noqa: S608
OUR_PART = (
    f"EXISTS (SELECT FROM vault_sealedpart p WHERE p.id = part_id AND p.owner_id = {ORGANISATION})"
)
OUR_CASE = (
    "EXISTS (SELECT FROM casework_case c "
    f"WHERE c.id = case_id AND c.organisation_id = {ORGANISATION})"
)
OUR_DECISION = (
    "EXISTS (SELECT FROM sharing_sharingdecision d "
    f"WHERE d.id = decision_id AND d.organisation_id = {ORGANISATION})"
)
OUR_ENTRY = "EXISTS (SELECT FROM logbook_entry e WHERE e.index = entry_id)"
_DIRECTORY = "published: the help directory and the pages, nobody's data"
_PROGRAMME = "published: the programme, its goals and its money"
_MODEL = "about the whole system; no persons and no organisation's secrets"
_ACCOUNT = "a row of Django or allauth that belongs to an account; no zone of staff touches it"


def holds_part() -> Function:
    """Whether a decision gave the organisation a key of this part."""
    found = f"SELECT FROM vault_grant WHERE part_id = part AND {HELD_BY_US}"
    return Function("samen_holds", "part uuid", "boolean", f"SELECT EXISTS ({found})")


def provides_for() -> Function:
    """Whether this case asked the organisation for a place."""
    found = f"SELECT FROM casework_referral WHERE case_id = asking AND provider_id = {ORGANISATION}"
    return Function("samen_provides", "asking uuid", "boolean", f"SELECT EXISTS ({found})")


def was_asked() -> Function:
    """Whether the organisation was asked to sign a record that this decision lacks."""
    found = (
        "SELECT FROM sharing_signaturerequest "
        f"WHERE decision_id = decision AND organisation_id = {ORGANISATION}"
    )
    return Function("samen_asked", "decision uuid", "boolean", f"SELECT EXISTS ({found})")


ACCOUNTS = (
    open_to_all(
        "organisations_organisation",
        "who takes part is known to all who take part; a report is routed by it",
        public="S", reporter="S", account="S", staff="S",
    ),
    guarded(
        "organisations_member", *own_column("organisation_id"), everything(ACCOUNT),
        account="SU", staff="SIU",
    ),
    guarded(
        "organisations_memberrole", *own(OWN_MEMBER.format("member_id")),
        everything(ACCOUNT, "SELECT"), account="S", staff="SID",
    ),
    guarded(
        "mfa_authenticator", *own(OWN_MEMBER.format("user_id")), everything(ACCOUNT),
        account="SIUD", staff="SD",
    ),
    open_to_all(
        "django_session", "found by a random key only, and holds half a vault key, sealed",
        account="SIUD", staff="SIUD",
    ),
    *(
        open_to_all(name, _ACCOUNT, account="SIUD")
        for name in (
            "account_emailaddress", "account_emailconfirmation", "socialaccount_socialaccount",
            "socialaccount_socialapp", "socialaccount_socialtoken",
        )
    ),
    open_to_all("django_migrations", "which migrations ran: readiness asks", public="S"),
    *(
        open_to_all(name, "Django's own, unused", account="S")
        for name in (
            "auth_permission", "auth_group", "auth_group_permissions", "django_content_type",
        )
    ),
)  # fmt: skip

VAULT = (
    guarded(
        "vault_organisationvault",
        *own(f"organisation_id = {ORGANISATION}", read="true"),  # public keys: to seal for them
        everything(REPORTER, "SELECT"), reporter="S", staff="SIU",
    ),
    guarded("vault_memberkey", *own(OWN_MEMBER.format("member_id")), staff="SIU"),
    guarded("vault_vaultaccess", *own_column("organisation_id"), staff="SIUD"),
    guarded(
        "vault_sealedpart",
        *own(f"owner_id = {ORGANISATION}", read=f"owner_id = {ORGANISATION} OR samen_holds(id)"),
        Policy(REPORTER, "ALL", f"subject_id = {REPORT}", f"subject_id = {REPORT}"),
        reporter="SID", staff="SIUD",
    ),
    guarded(
        "vault_grant",
        Policy(STAFF, "SELECT", f"{HELD_BY_US} OR EXISTS "
               "(SELECT FROM vault_sealedpart p WHERE p.id = part_id)"),
        Policy(STAFF, "INSERT", check=OUR_PART),
        Policy(STAFF, "UPDATE", HELD_BY_US, HELD_BY_US),
        Policy(STAFF, "DELETE", OUR_PART),
        Policy(REPORTER, "ALL", PART_OF_REPORT, PART_OF_REPORT),
        Policy(Zone.OWNER, "SELECT", HELD_BY_US),
        functions=(holds_part(),), reporter="SID", staff="SIUD",
    ),
)  # fmt: skip

LOGBOOK = (
    open_to_all(
        "logbook_head", "one row: how many entries there are, and hashes",
        system="SU", staff="SU", logbook="S",
    ),
    guarded(
        "logbook_entry",
        Policy(STAFF, "SELECT", f"organisation_id = {ORGANISATION}"),
        Policy(STAFF, "INSERT", check=f"organisation_id = {ORGANISATION}"),
        everything(Zone.LOGBOOK, "SELECT"), system="SI", staff="SI", logbook="S",
    ),
    guarded(
        "logbook_subject",
        Policy(STAFF, "SELECT", OUR_ENTRY), Policy(STAFF, "INSERT", check=OUR_ENTRY),
        everything(Zone.LOGBOOK, "SELECT"), system="SI", staff="SI", logbook="S",
    ),
    open_to_all("logbook_node", "hashes", system="SI", staff="SI", logbook="S"),
    open_to_all(
        "logbook_storedcheckpoint", "made to be given away",
        system="SI", staff="SI", logbook="S",
    ),
    guarded("outbox_event", everything(Zone.OUTBOX, "INSERT"), outbox="I"),
    guarded("outbox_subscriber", everything(Zone.OUTBOX, "SELECT"), outbox="S"),
    guarded("outbox_delivery", everything(Zone.OUTBOX, "INSERT"), outbox="I"),
)  # fmt: skip

GUIDANCE = (
    *(
        open_to_all(
            f"guidance_{name}", _DIRECTORY, public="S", reporter="S", account="S", staff="SIUD"
        )
        for name in (
            "page", "pagetext", "route", "organization", "service", "phone", "servicearea",
            "servicelanguage", "unit", "servicecapacity", "taxonomy", "taxonomyterm", "attribute",
        )
    ),
    open_to_all(
        "guidance_placehold", "a place that is kept, under a number; asker and provider end it",
        staff="SIUD",
    ),
)  # fmt: skip

REPORTING = (
    guarded(
        "reporting_report", *own_column("receiver_id"),
        Policy(REPORTER, "SELECT", f"id = {REPORT} OR receipt_lookup = {RECEIPT}"),
        Policy(REPORTER, "INSERT", check=f"id = {REPORT}"),
        Policy(REPORTER, "UPDATE", f"id = {REPORT}", f"id = {REPORT}"),
        Policy(REPORTER, "DELETE", f"id = {REPORT}"),
        reporter="SIUD", staff="SU",
    ),
    open_to_all(
        "reporting_visit", "found by the hash of a key that only the browser has, and sealed by it",
        reporter="SIUD",
    ),
    guarded(
        "reporting_attachmentfile",
        # Before a report is sent its files are nobody's: a number, and bytes nobody can open.
        Policy(REPORTER, "ALL", f"report_id IS NULL OR report_id = {REPORT}",
               f"report_id IS NULL OR report_id = {REPORT}"),
        reporter="SIUD",
    ),
)  # fmt: skip

CASEWORK = (
    guarded(
        "casework_case",
        *own(f"organisation_id = {ORGANISATION}",
             read=f"organisation_id = {ORGANISATION} OR samen_provides(id)"),
        staff="SIU",
    ),
    guarded("casework_signal", *own_column("organisation_id"), staff="SIU"),
    guarded("casework_person", *own(OUR_CASE), staff="SIUD"),
    guarded("casework_task", *own_column("organisation_id"), staff="SIUD"),
    guarded(
        "casework_referral",
        *own(OUR_CASE),
        Policy(STAFF, "SELECT", f"provider_id = {ORGANISATION}"),
        Policy(STAFF, "UPDATE", f"provider_id = {ORGANISATION}", f"provider_id = {ORGANISATION}"),
        Policy(Zone.OWNER, "SELECT", f"provider_id = {ORGANISATION}"),
        functions=(provides_for(),), staff="SIU",
    ),
    open_to_all("casework_shortage", "counts by region and week, tied to no case", staff="SIU"),
)  # fmt: skip

SHARING = (
    guarded(
        "sharing_evidence",
        *own(f"organisation_id = {ORGANISATION}"),
        Policy(STAFF, "SELECT", f"for_organisation_id = {ORGANISATION}"),
        Policy(STAFF, "UPDATE", f"for_organisation_id = {ORGANISATION}",
               f"for_organisation_id = {ORGANISATION}"),
        staff="SIU",
    ),
    guarded(
        "sharing_sharingdecision",
        *own(f"organisation_id = {ORGANISATION}",
             read=f"to_organisation_id = {ORGANISATION} OR samen_asked(id)"),
        staff="SIU",
    ),
    guarded(
        "sharing_signaturerequest",
        Policy(STAFF, "SELECT", f"organisation_id = {ORGANISATION} OR {OUR_DECISION}"),
        Policy(STAFF, "INSERT", check=OUR_DECISION),
        Policy(STAFF, "UPDATE", f"organisation_id = {ORGANISATION}",
               f"organisation_id = {ORGANISATION}"),
        Policy(Zone.OWNER, "SELECT", f"organisation_id = {ORGANISATION}"),
        functions=(was_asked(),), staff="SIU",
    ),
    guarded(
        "sharing_participation",
        *own(f"organisation_id = {ORGANISATION}", read="true"),  # who takes part is known to all
        staff="SIUD",
    ),
    guarded(
        "sharing_enrolment",
        *own(f"organisation_id = {ORGANISATION}",
             read=f"to_organisation_id = {ORGANISATION}"),
        staff="SIUD",
    ),
    guarded(
        "sharing_hittoken",
        # The matcher finds tokens of everybody; it means nothing without both keys.
        *own(f"source = {ORGANISATION}::text", read="true"), staff="SID",
    ),
    guarded(
        "sharing_probe",
        *own(f"organisation_id = {ORGANISATION}",
             read=f"to_organisation_id = {ORGANISATION}"),
        staff="SIU",
    ),
    open_to_all("sharing_tableversion", "law: the same for everybody", public="S", staff="SIU"),
)  # fmt: skip

FIGURES = (
    open_to_all("monitor_event", "counts under a token that nobody can turn into a person",
                system="SI", staff="SI"),
    guarded(
        "monitor_release", Policy(Zone.PUBLIC, "SELECT", "state = 'published'"),
        everything(STAFF), changing={"state": "prepared, then decided, then published"},
        public="S", staff="SIU",
    ),
    *(
        open_to_all(f"monitor_{name}", _PROGRAMME, public="S", staff="SIUD")
        for name in (
            "programme", "actionline", "action", "statechange", "indicator", "measurement", "money",
        )
    ),
    open_to_all("analysis_systemmodel", _MODEL, staff="SIU"),
    open_to_all("analysis_systemversion", _MODEL, system="SI", staff="SI"),
    open_to_all("analysis_systemdraft", _MODEL, staff="SIUD"),
)  # fmt: skip

TABLES = (
    *ACCOUNTS, *VAULT, *LOGBOOK, *GUIDANCE, *REPORTING, *CASEWORK, *SHARING, *FIGURES,
)  # fmt: skip
