"""Worked cases from the law: what is asked, what the answer must be, and on which article.

Each case names the article it rests on. ``records`` are signed by somebody who may and cover the
request; a case that leaves one out shows what the engine then asks for.
"""

import datetime as dt
from dataclasses import dataclass, field

from samen.engines.rules.sharing import (
    RECORD_FORMS,
    Consent,
    Purpose,
    RecordKind,
    Regime,
    Request,
    SignedRecord,
    Subject,
    decide,
    load_table,
)
from samen.kernel.codes import DataCategory as D
from samen.kernel.codes import OrganisationType as O

TABLE = load_table()
DAY = dt.date(2026, 3, 2)
R = RecordKind
P = Purpose


def ask(sender: O, recipient: O, category: D, purpose: Purpose, *records: RecordKind, **facts):
    """Decide one request whose unstated facts are harmless and whose records are all in order."""
    register = {
        kind.value: SignedRecord(
            id=kind.value,
            kind=kind,
            signer_role=min(RECORD_FORMS[kind].signers),
            signed_on=DAY,
            valid_until=dt.date(2026, 12, 31),
            from_types=frozenset({sender}),
            to_types=frozenset({recipient}),
            categories=frozenset(D),
            purposes=frozenset({purpose}),
            subject_ref="p-1" if RECORD_FORMS[kind].personal else None,
            answered=frozenset(RECORD_FORMS[kind].answers),
            consent=Consent.GIVEN if kind is R.CONSENT else None,
        )
        for kind in records
    }
    stated = {
        "date": DAY,
        "subject_ref": "p-1",
        "subject": Subject.VICTIM,
        "regime": Regime.GDPR,
        "consent": Consent.GIVEN if R.CONSENT in records else Consent.NOT_ASKED,
        "minor": False,
        "acute_danger": False,
        "incapable_of_consent": False,
        "bsn_included": False,
        "others_traceable": False,
        "weighty_objection": False,
        "retention_until": dt.date(2027, 3, 2),
        **facts,
    }
    request = Request(
        from_organisation_type=sender,
        to_organisation_type=recipient,
        category=category,
        purpose=purpose,
        evidence=tuple(register),
        **stated,
    )
    return decide(request, TABLE, register)


@dataclass(frozen=True)
class Case:
    sender: O
    recipient: O
    category: D
    purpose: Purpose
    granted: D | None
    article: str
    records: tuple[RecordKind, ...] = ()
    facts: dict = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    route: str = ""
    """The row whose missing steps are looked at; empty: the nearest."""


WPG8 = {"regime": Regime.WPG_8}
THEME = {"regime": Regime.WPG_10_1_B}
DANGER = {"acute_danger": True}
VENUE = (R.ACCEPTANCE, R.AUTHORITY_AGREEMENT, R.NECESSITY)

CASES = {
    "police_gives_the_prosecutor_what_the_task_needs": Case(
        O.POLICE, O.PROSECUTION, D.CRIMINAL, P.DETECTION, D.CRIMINAL, "Wpg 16(1)(a)", facts=WPG8),
    "police_gives_the_prosecutor_the_theme_register": Case(
        O.POLICE, O.PROSECUTION, D.CRIMINAL, P.DETECTION, D.CRIMINAL, "Wpg 16(1)(a)", facts=THEME),
    "police_registers_a_victim_with_comensha": Case(
        O.POLICE, O.COMENSHA, D.IDENTIFYING, P.REGISTRATION, D.IDENTIFYING, "Bpg 4:2(1)(b)(3)",
        facts=WPG8),
    "police_asks_comensha_for_shelter": Case(
        O.POLICE, O.COMENSHA, D.CRIMINAL, P.SHELTER_AND_CARE, D.CRIMINAL, "Bpg 4:2(1)(b)(3)",
        facts=WPG8),
    "marechaussee_registers_a_victim_with_comensha": Case(
        O.ROYAL_MARECHAUSSEE, O.COMENSHA, D.IDENTIFYING, P.REGISTRATION, D.IDENTIFYING,
        "Bpg 4:2(1)(b)(3)", facts=WPG8),
    "police_tells_comensha_about_a_suspect": Case(
        O.POLICE, O.COMENSHA, D.IDENTIFYING, P.REGISTRATION, None, "Bpg 4:2(1)(b)(3)",
        facts=WPG8 | {"subject": Subject.SUSPECT}, missing=("subject",), route="P03"),
    "theme_register_does_not_go_to_comensha": Case(
        O.POLICE, O.COMENSHA, D.IDENTIFYING, P.REGISTRATION, None, "Bpg 4:2", facts=THEME,
        missing=("F03", "regime"), route="P03"),
    "police_to_shelter_has_no_standing_route": Case(
        O.POLICE, O.SHELTER, D.IDENTIFYING, P.SHELTER_AND_CARE, None, "Wpg 19", facts=WPG8,
        missing=("special_case_decision", "authority_agreement", "necessity")),
    "police_to_shelter_in_a_special_case": Case(
        O.POLICE, O.SHELTER, D.IDENTIFYING, P.SHELTER_AND_CARE, D.IDENTIFYING, "Wpg 19",
        (R.SPECIAL_CASE_DECISION, R.AUTHORITY_AGREEMENT, R.NECESSITY), WPG8),
    "police_to_shelter_under_a_partnership_decision": Case(
        O.POLICE, O.SHELTER, D.IDENTIFYING, P.SHELTER_AND_CARE, D.IDENTIFYING, "Wpg 20(2)",
        (R.PARTNERSHIP_DECISION, R.AUTHORITY_AGREEMENT, R.NECESSITY), WPG8),
    "theme_register_to_shelter_on_a_special_case_decision": Case(
        O.POLICE, O.SHELTER, D.IDENTIFYING, P.SHELTER_AND_CARE, D.IDENTIFYING, "Wpg 19",
        (R.SPECIAL_CASE_DECISION, R.AUTHORITY_AGREEMENT, R.NECESSITY), THEME),
    "removed_police_data_never_leave": Case(
        O.POLICE, O.PROSECUTION, D.CRIMINAL, P.DETECTION, None, "Wpg 14(2)",
        facts={"regime": Regime.WPG_14}, missing=("F04", "regime")),
    "a_hit_on_a_police_file_is_police_data": Case(
        O.POLICE, O.CARE_COORDINATION, D.HIT, P.MATCHING, None, "", facts=WPG8,
        missing=("route",)),
    "police_tells_the_mayor_for_public_order": Case(
        O.POLICE, O.MAYOR, D.IDENTIFYING, P.PUBLIC_ORDER, D.IDENTIFYING, "Wpg 16(1)(b)",
        facts=WPG8),
    "police_tells_the_mayor_for_a_permit": Case(
        O.POLICE, O.MAYOR, D.IDENTIFYING, P.ADMINISTRATIVE_DECISION, None, "Wpg 16(1)(b)",
        facts=WPG8, missing=("purpose",), route="P02"),
    "police_tells_safe_at_home": Case(
        O.POLICE, O.SAFE_AT_HOME, D.IDENTIFYING, P.DOMESTIC_VIOLENCE, D.IDENTIFYING,
        "Bpg 4:2(1)(i)", facts=WPG8),
    "police_tells_the_municipality_about_a_child": Case(
        O.POLICE, O.MUNICIPALITY, D.IDENTIFYING, P.YOUTH_HELP, D.IDENTIFYING, "Bpg 4:2(1)(i)",
        facts=WPG8 | {"minor": True}),
    "police_tells_the_municipality_about_an_adult": Case(
        O.POLICE, O.MUNICIPALITY, D.IDENTIFYING, P.YOUTH_HELP, None, "Bpg 4:2(1)(i)", facts=WPG8,
        missing=("minor",), route="P06"),
    "police_tells_the_certified_institution_about_a_child": Case(
        O.POLICE, O.GUARDIANSHIP, D.IDENTIFYING, P.CHILD_PROTECTION, D.IDENTIFYING,
        "Bpg 4:2(1)(i)", facts=WPG8 | {"minor": True}),
    "police_supplies_a_riec_after_acceptance": Case(
        O.POLICE, O.RIEC, D.CRIMINAL, P.CASE_CONSULTATION, D.CRIMINAL, "Wpg 20(3)", VENUE, WPG8),
    "police_supplies_a_riec_before_acceptance": Case(
        O.POLICE, O.RIEC, D.CRIMINAL, P.CASE_CONSULTATION, None, "Wpg 20(3)",
        (R.AUTHORITY_AGREEMENT, R.NECESSITY), WPG8, ("acceptance",), "P13"),
    "investigation_data_to_a_riec_only_for_a_case": Case(
        O.POLICE, O.RIEC, D.CRIMINAL, P.PREVENTION, None, "WGS 2.23(6)(c)", VENUE,
        {"regime": Regime.WPG_9}, ("purpose",), "P14"),
    "weighty_objection_keeps_data_out_of_a_riec": Case(
        O.POLICE, O.RIEC, D.CRIMINAL, P.CASE_CONSULTATION, None, "WGS 1.5(1)", VENUE,
        WPG8 | {"weighty_objection": True}, ("F11",)),
    "riec_asks_for_health_data": Case(
        O.MUNICIPALITY, O.RIEC, D.HEALTH, P.CASE_CONSULTATION, D.IDENTIFYING, "WGS 2.21", VENUE,
        missing=("F01", "route")),
    "shelter_is_no_participant_of_a_riec": Case(
        O.SHELTER, O.RIEC, D.IDENTIFYING, P.CASE_CONSULTATION, None, "WGS 2.19", VENUE,
        missing=("F05", "route")),
    "wmo_data_do_not_go_to_a_riec": Case(
        O.MUNICIPALITY, O.RIEC, D.IDENTIFYING, P.CASE_CONSULTATION, None, "WGS 2.22(1)(a)(1)",
        VENUE, {"regime": Regime.WMO}, ("regime",)),
    "only_the_police_supply_a_safety_house": Case(
        O.ROYAL_MARECHAUSSEE, O.SAFETY_HOUSE, D.CRIMINAL, P.CASE_CONSULTATION, None, "WGS 2.27",
        (*VENUE, R.PARTNERSHIP_DECISION), WPG8, ("F13",)),
    "police_supply_a_safety_house": Case(
        O.POLICE, O.SAFETY_HOUSE, D.CRIMINAL, P.CASE_CONSULTATION, D.CRIMINAL, "WGS 2.30(1)(a)",
        VENUE, WPG8),
    "municipality_supplies_a_safety_house_with_health_data": Case(
        O.MUNICIPALITY, O.SAFETY_HOUSE, D.HEALTH, P.CASE_CONSULTATION, D.HEALTH, "WGS 2.27(1)(f)",
        VENUE, {"regime": Regime.WMO}),
    "sexual_data_never_to_a_safety_house": Case(
        O.HEALTH_CARE, O.SAFETY_HOUSE, D.SEXUAL, P.CASE_CONSULTATION, D.IDENTIFYING,
        "WGS 2.29(1)", (R.CONSENT, R.MEDICAL_RELEASE), {"regime": Regime.MEDICAL}, ("F02",)),
    "psychiatrist_in_a_safety_house_for_good_care": Case(
        O.MENTAL_HEALTH_CARE, O.SAFETY_HOUSE, D.HEALTH, P.CASE_CONSULTATION, D.HEALTH,
        "WGS 2.29(2)", (R.CONFLICT_OF_DUTIES, R.NECESSITY, R.ACCEPTANCE),
        {"regime": Regime.MEDICAL}),
    "a_key_does_not_bypass_medical_secrecy": Case(
        O.MENTAL_HEALTH_CARE, O.SAFETY_HOUSE, D.MATCH_KEY, P.MATCHING, None, "WGS 2.29(2)",
        (R.NECESSITY, R.DPIA), {"regime": Regime.MEDICAL}, ("F14",)),
    "partnerships_find_out_whether_a_person_is_known": Case(
        O.RIEC, O.SAFETY_HOUSE, D.HIT, P.MATCHING, D.HIT, "WGS 1.7(8)",
        (R.NECESSITY, R.DPIA, R.HUMAN_CHECK), {"regime": Regime.WGS}),
    "riec_gives_a_lawyer_no_result_without_the_committee": Case(
        O.RIEC, O.LAWYER, D.IDENTIFYING, P.LEGAL_CLAIM, None, "WGS 1.7(2)", (R.CONSENT,),
        {"regime": Regime.GDPR}, ("F09",)),
    "riec_result_to_a_participant": Case(
        O.RIEC, O.LABOUR_INSPECTORATE, D.IDENTIFYING, P.SUPERVISION, D.IDENTIFYING, "WGS 1.7(1)",
        (R.NECESSITY, R.HUMAN_CHECK), {"regime": Regime.WGS}),
    "prosecutor_helps_a_victim_through_an_ngo": Case(
        O.PROSECUTION, O.NGO, D.IDENTIFYING, P.VICTIM_INTERESTS, D.IDENTIFYING,
        "Wjsg 39f(1)(f)", (R.NECESSITY,), {"regime": Regime.WJSG}),
    "prosecutor_may_not_make_others_traceable": Case(
        O.PROSECUTION, O.NGO, D.IDENTIFYING, P.VICTIM_INTERESTS, None, "Wjsg 39f(2)",
        (R.NECESSITY,), {"regime": Regime.WJSG, "others_traceable": True}, ("others_traceable",)),
    "gp_with_acute_danger_names_the_person": Case(
        O.HEALTH_CARE, O.POLICE, D.IDENTIFYING, P.AVERTING_DANGER, D.IDENTIFYING, "BW 7:457",
        (R.CONFLICT_OF_DUTIES, R.NECESSITY), DANGER | {"regime": Regime.MEDICAL}),
    "gp_with_acute_danger_but_no_weighing": Case(
        O.HEALTH_CARE, O.POLICE, D.IDENTIFYING, P.AVERTING_DANGER, None, "BW 7:457",
        (R.NECESSITY,), DANGER | {"regime": Regime.MEDICAL}, ("conflict_of_duties",)),
    "gp_gives_health_data_only_of_who_cannot_consent": Case(
        O.HEALTH_CARE, O.POLICE, D.HEALTH, P.AVERTING_DANGER, D.IDENTIFYING, "UAVG 22(2)(b)",
        (R.CONFLICT_OF_DUTIES, R.NECESSITY), DANGER | {"regime": Regime.MEDICAL},
        ("incapable_of_consent",), "Z06"),
    "gp_of_an_unconscious_patient": Case(
        O.HEALTH_CARE, O.POLICE, D.HEALTH, P.AVERTING_DANGER, D.HEALTH, "UAVG 22(2)(b)",
        (R.CONFLICT_OF_DUTIES, R.NECESSITY),
        DANGER | {"regime": Regime.MEDICAL, "incapable_of_consent": True}),
    "gp_with_consent_but_no_release": Case(
        O.HEALTH_CARE, O.NGO, D.HEALTH, P.VICTIM_INTERESTS, None, "BW 7:457(1)", (R.CONSENT,),
        {"regime": Regime.MEDICAL}, ("medical_release",)),
    "gp_to_a_lawyer_needs_the_release_too": Case(
        O.HEALTH_CARE, O.LAWYER, D.HEALTH, P.LEGAL_CLAIM, None, "BW 7:457(1)", (R.CONSENT,),
        {"regime": Regime.MEDICAL}, ("medical_release",)),
    "treating_team": Case(
        O.HEALTH_CARE, O.MENTAL_HEALTH_CARE, D.HEALTH, P.TREATMENT, D.HEALTH, "BW 7:457(2)",
        (R.TREATMENT_RELATION,), {"regime": Regime.MEDICAL}),
    "gp_reports_child_abuse_to_safe_at_home": Case(
        O.HEALTH_CARE, O.SAFE_AT_HOME, D.HEALTH, P.DOMESTIC_VIOLENCE, D.HEALTH, "Wmo 5.2.6",
        (R.NECESSITY,), {"regime": Regime.MEDICAL, "minor": True}),
    "report_to_safe_at_home_against_refusal": Case(
        O.HEALTH_CARE, O.SAFE_AT_HOME, D.IDENTIFYING, P.DOMESTIC_VIOLENCE, D.IDENTIFYING,
        "Wmo 5.2.6", (R.NECESSITY,), {"regime": Regime.MEDICAL, "consent": Consent.REFUSED}),
    "trafficking_as_such_is_no_ground_for_safe_at_home": Case(
        O.NGO, O.SAFE_AT_HOME, D.IDENTIFYING, P.VICTIM_INTERESTS, None, "Wmo 5.2.6",
        (R.NECESSITY,), missing=("purpose",)),
    "ngo_to_police_without_consent": Case(
        O.NGO, O.POLICE, D.CRIMINAL, P.REPORT_OFFENCE, None, "UAVG 32(a)", missing=("consent",)),
    "ngo_to_police_with_consent": Case(
        O.NGO, O.POLICE, D.CRIMINAL, P.REPORT_OFFENCE, D.CRIMINAL, "UAVG 32(a)", (R.CONSENT,)),
    "ngo_to_police_against_refusal": Case(
        O.NGO, O.POLICE, D.IDENTIFYING, P.REPORT_OFFENCE, None, "AVG 7(3)",
        facts={"consent": Consent.REFUSED}, missing=("F06", "consent")),
    "ngo_to_police_in_acute_danger": Case(
        O.NGO, O.POLICE, D.IDENTIFYING, P.AVERTING_DANGER, D.IDENTIFYING, "AVG 6(1)(d)",
        (R.NECESSITY,), DANGER),
    "ngo_health_data_in_danger_of_who_can_consent": Case(
        O.NGO, O.POLICE, D.HEALTH, P.AVERTING_DANGER, D.IDENTIFYING, "UAVG 22(2)(b)",
        (R.NECESSITY,), DANGER, ("incapable_of_consent",)),
    "ngo_registers_with_comensha_on_consent": Case(
        O.NGO, O.COMENSHA, D.IDENTIFYING, P.REGISTRATION, D.IDENTIFYING, "UAVG 22(2)(a)",
        (R.CONSENT,)),
    "comensha_places_a_victim": Case(
        O.COMENSHA, O.SHELTER, D.HEALTH, P.SHELTER_AND_CARE, D.HEALTH, "AVG 9(2)(a)",
        (R.CONSENT,)),
    "municipality_to_contracted_shelter": Case(
        O.MUNICIPALITY, O.SHELTER, D.HEALTH, P.SHELTER_AND_CARE, D.HEALTH, "Wmo 5.2.1(2)(a)",
        (R.NECESSITY,), {"regime": Regime.WMO}),
    "victim_data_never_for_aliens_enforcement": Case(
        O.POLICE, O.REPATRIATION_SERVICE, D.IDENTIFYING, P.ALIENS_ENFORCEMENT, None,
        "AVG 5(1)(b)", (R.PARTNERSHIP_DECISION, R.AUTHORITY_AGREEMENT, R.NECESSITY), WPG8,
        ("F07",)),
    "bsn_without_a_statutory_basis": Case(
        O.NGO, O.COMENSHA, D.IDENTIFYING, P.REGISTRATION, None, "UAVG 46", (R.CONSENT,),
        {"bsn_included": True}, ("F10",)),
    "nothing_after_the_retention_period": Case(
        O.NGO, O.COMENSHA, D.IDENTIFYING, P.REGISTRATION, None, "AVG 5(1)(e)", (R.CONSENT,),
        {"retention_until": dt.date(2026, 1, 1)}, ("F12",)),
    "anonymous_signal_is_open_to_all": Case(
        O.SCHOOL, O.CHAIN_COORDINATION, D.ANONYMOUS_SIGNAL, P.PREVENTION, D.ANONYMOUS_SIGNAL,
        "AVG overweging 26", (R.ANONYMITY_CHECK,)),
    "refusal_falls_to_the_anonymous_signal": Case(
        O.SCHOOL, O.CHAIN_COORDINATION, D.IDENTIFYING, P.PREVENTION, D.ANONYMOUS_SIGNAL,
        "AVG overweging 26", (R.ANONYMITY_CHECK,), missing=("route",)),
    "care_partners_compare_keys_with_consent": Case(
        O.SHELTER, O.CARE_COORDINATION, D.HIT, P.MATCHING, D.HIT, "AVG 6(1)(a)",
        (R.CONSENT, R.DPIA)),
}  # fmt: skip
