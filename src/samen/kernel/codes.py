"""The code lists every part of Samen shares: stable codes, with a Dutch and an English label.

A code is what is stored and exchanged and never changes its meaning; a label is what people
read and may be improved. Each enum has one mapping beside it, ``CODE -> (Dutch, English)``.
Legal forms change with the law (Bill 36 835 adds three): a code list grows, it is not rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class OrganisationType(StrEnum):
    """What an organisation is in law, because that decides what it may receive.

    Two organisations act in two legal capacities with different powers, so each capacity has its
    own code: a municipality as college of mayor and aldermen (care, Wmo, Jeugdwet) or through its
    ``MAYOR`` (public order), the Labour Inspectorate as supervisor or as
    ``LABOUR_INSPECTORATE_INVESTIGATION`` (special investigative service). See
    :data:`CAPACITIES`.
    """

    POLICE = "police"
    ROYAL_MARECHAUSSEE = "royal_marechaussee"
    LABOUR_INSPECTORATE = "labour_inspectorate"
    LABOUR_INSPECTORATE_INVESTIGATION = "labour_inspectorate_investigation"
    PROSECUTION = "prosecution"
    EXPERTISE_CENTRE = "expertise_centre"
    IMMIGRATION_SERVICE = "immigration_service"
    REPATRIATION_SERVICE = "repatriation_service"
    ASYLUM_RECEPTION = "asylum_reception"
    COMENSHA = "comensha"
    CARE_COORDINATION = "care_coordination"
    CHAIN_COORDINATION = "chain_coordination"
    MUNICIPALITY = "municipality"
    MAYOR = "mayor"
    SAFETY_HOUSE = "safety_house"
    RIEC = "riec"
    SHELTER = "shelter"
    YOUTH_CARE = "youth_care"
    CHILD_PROTECTION_BOARD = "child_protection_board"
    GUARDIANSHIP = "guardianship"
    SAFE_AT_HOME = "safe_at_home"
    HEALTH_CARE = "health_care"
    MENTAL_HEALTH_CARE = "mental_health_care"
    PUBLIC_HEALTH_SERVICE = "public_health_service"
    PROBATION = "probation"
    NGO = "ngo"
    VICTIM_SUPPORT = "victim_support"
    COMPENSATION_FUND = "compensation_fund"
    LAWYER = "lawyer"
    SCHOOL = "school"
    TAX_AUTHORITY = "tax_authority"
    BENEFITS_AGENCY = "benefits_agency"
    NATIONAL_RAPPORTEUR = "national_rapporteur"
    ANONYMOUS_TIP_LINE = "anonymous_tip_line"


ORGANISATION_TYPE_LABELS: Mapping[OrganisationType, tuple[str, str]] = {
    OrganisationType.POLICE: ("Politie", "Police"),
    OrganisationType.ROYAL_MARECHAUSSEE: (
        "Koninklijke Marechaussee",
        "Royal Netherlands Marechaussee",
    ),
    OrganisationType.LABOUR_INSPECTORATE: (
        "Nederlandse Arbeidsinspectie (toezicht)",
        "Netherlands Labour Authority (supervision)",
    ),
    OrganisationType.LABOUR_INSPECTORATE_INVESTIGATION: (
        "Nederlandse Arbeidsinspectie (opsporing)",
        "Netherlands Labour Authority (investigation)",
    ),
    OrganisationType.PROSECUTION: ("Openbaar Ministerie", "Public Prosecution Service"),
    OrganisationType.EXPERTISE_CENTRE: (
        "Expertisecentrum Mensenhandel en Mensensmokkel",
        "Expertise Centre for Human Trafficking and Smuggling",
    ),
    OrganisationType.IMMIGRATION_SERVICE: (
        "Immigratie- en Naturalisatiedienst",
        "Immigration and Naturalisation Service",
    ),
    OrganisationType.REPATRIATION_SERVICE: (
        "Dienst Terugkeer en Vertrek",
        "Repatriation and Departure Service",
    ),
    OrganisationType.ASYLUM_RECEPTION: (
        "Centraal Orgaan opvang asielzoekers",
        "Central Agency for the Reception of Asylum Seekers",
    ),
    OrganisationType.COMENSHA: ("CoMensha", "CoMensha"),
    OrganisationType.CARE_COORDINATION: (
        "Zorgcoördinatie mensenhandel",
        "Care coordination for trafficking victims",
    ),
    OrganisationType.CHAIN_COORDINATION: (
        "Ketenregie mensenhandel",
        "Regional chain coordination",
    ),
    OrganisationType.MUNICIPALITY: (
        "Gemeente (college, sociaal domein)",
        "Municipality (executive, social domain)",
    ),
    OrganisationType.MAYOR: (
        "Burgemeester (openbare orde)",
        "Mayor (public order)",
    ),
    OrganisationType.SAFETY_HOUSE: ("Zorg- en Veiligheidshuis", "Care and Safety House"),
    OrganisationType.RIEC: (
        "Regionaal Informatie- en Expertisecentrum",
        "Regional Information and Expertise Centre",
    ),
    OrganisationType.SHELTER: ("Opvanginstelling", "Shelter"),
    OrganisationType.YOUTH_CARE: ("Jeugdhulp", "Youth care"),
    OrganisationType.CHILD_PROTECTION_BOARD: (
        "Raad voor de Kinderbescherming",
        "Child Care and Protection Board",
    ),
    OrganisationType.GUARDIANSHIP: (
        "Voogdij-instelling (Nidos, gecertificeerde instelling)",
        "Guardianship institution (Nidos, certified institution)",
    ),
    OrganisationType.SAFE_AT_HOME: ("Veilig Thuis", "Safe at Home"),
    OrganisationType.HEALTH_CARE: ("Zorgverlener", "Health care provider"),
    OrganisationType.MENTAL_HEALTH_CARE: (
        "Geestelijke gezondheidszorg",
        "Mental health care",
    ),
    OrganisationType.PUBLIC_HEALTH_SERVICE: ("GGD", "Municipal public health service"),
    OrganisationType.PROBATION: ("Reclassering", "Probation service"),
    OrganisationType.NGO: ("Hulporganisatie", "Non-governmental organisation"),
    OrganisationType.VICTIM_SUPPORT: ("Slachtofferhulp Nederland", "Victim Support Netherlands"),
    OrganisationType.COMPENSATION_FUND: (
        "Schadefonds Geweldsmisdrijven",
        "Violent Offences Compensation Fund",
    ),
    OrganisationType.LAWYER: ("Advocaat", "Lawyer"),
    OrganisationType.SCHOOL: ("School", "School"),
    OrganisationType.TAX_AUTHORITY: (
        "Belastingdienst en FIOD",
        "Tax and Customs Administration and FIOD",
    ),
    OrganisationType.BENEFITS_AGENCY: ("UWV", "Employee Insurance Agency"),
    OrganisationType.NATIONAL_RAPPORTEUR: ("Nationaal Rapporteur", "National Rapporteur"),
    OrganisationType.ANONYMOUS_TIP_LINE: (
        "Meld Misdaad Anoniem",
        "Anonymous crime tip line",
    ),
}

CAPACITIES: Mapping[OrganisationType, tuple[OrganisationType, ...]] = {
    OrganisationType.MUNICIPALITY: (OrganisationType.MUNICIPALITY, OrganisationType.MAYOR),
    OrganisationType.LABOUR_INSPECTORATE: (
        OrganisationType.LABOUR_INSPECTORATE,
        OrganisationType.LABOUR_INSPECTORATE_INVESTIGATION,
    ),
}
"""The legal capacities one organisation can act in; a type that is absent acts only as itself."""


class DataCategory(StrEnum):
    """Kind of data in one sealed part of a record; what a request asks for."""

    ANONYMOUS_SIGNAL = "anonymous_signal"
    MATCH_KEY = "match_key"
    HIT = "hit"
    IDENTIFYING = "identifying"
    HEALTH = "health"
    SEXUAL = "sexual"
    CRIMINAL = "criminal"


DATA_CATEGORY_LABELS: Mapping[DataCategory, tuple[str, str]] = {
    DataCategory.ANONYMOUS_SIGNAL: ("Anoniem signaal", "Anonymous signal"),
    DataCategory.MATCH_KEY: ("Pseudonieme vergelijksleutel", "Pseudonymous match key"),
    DataCategory.HIT: ("Bekend of niet bekend (hit/no-hit)", "Hit or no hit"),
    DataCategory.IDENTIFYING: ("Identificerende gegevens", "Identifying data"),
    DataCategory.HEALTH: ("Gezondheidsgegevens", "Health data"),
    DataCategory.SEXUAL: (
        "Gegevens over seksueel gedrag of seksuele gerichtheid",
        "Data on sex life or sexual orientation",
    ),
    DataCategory.CRIMINAL: ("Strafrechtelijke gegevens", "Criminal data"),
}


class Rung(IntEnum):
    """How far a disclosure goes: a step on the ladder; a higher number reveals more."""

    NOTHING = 0
    ANONYMOUS_SIGNAL = 1
    MATCH_KEY = 2
    HIT = 3
    IDENTIFYING = 4
    SPECIAL = 5
    CRIMINAL = 6


RUNG_LABELS: Mapping[Rung, tuple[str, str]] = {
    Rung.NOTHING: ("Niets", "Nothing"),
    Rung.ANONYMOUS_SIGNAL: ("Anoniem signaal", "Anonymous signal"),
    Rung.MATCH_KEY: ("Pseudonieme vergelijksleutel", "Pseudonymous match key"),
    Rung.HIT: ("Bekend of niet bekend (hit/no-hit)", "Hit or no hit"),
    Rung.IDENTIFYING: ("Identificerende gegevens", "Identifying data"),
    Rung.SPECIAL: ("Bijzondere persoonsgegevens", "Special categories of personal data"),
    Rung.CRIMINAL: ("Strafrechtelijke gegevens", "Criminal data"),
}

RUNG_OF_CATEGORY: Mapping[DataCategory, Rung] = {
    DataCategory.ANONYMOUS_SIGNAL: Rung.ANONYMOUS_SIGNAL,
    DataCategory.MATCH_KEY: Rung.MATCH_KEY,
    DataCategory.HIT: Rung.HIT,
    DataCategory.IDENTIFYING: Rung.IDENTIFYING,
    DataCategory.HEALTH: Rung.SPECIAL,
    DataCategory.SEXUAL: Rung.SPECIAL,
    DataCategory.CRIMINAL: Rung.CRIMINAL,
}


class FormOfExploitation(StrEnum):
    """Working classification of forms for registration and statistics."""

    SEXUAL_DOMESTIC = "SEX-D"
    SEXUAL_CROSS_BORDER = "SEX-X"
    LABOUR = "LAB"
    CRIMINAL = "CRIM"
    BEGGING = "BEG"
    ORGAN_REMOVAL = "ORG"
    FORCED_MARRIAGE = "MAR"
    SURROGACY = "SUR"
    ILLEGAL_ADOPTION = "ADO"
    MULTIPLE = "MULTI"
    UNKNOWN = "UNK"


FORM_OF_EXPLOITATION_LABELS: Mapping[FormOfExploitation, tuple[str, str]] = {
    FormOfExploitation.SEXUAL_DOMESTIC: (
        "Binnenlandse seksuele uitbuiting",
        "Domestic sexual exploitation",
    ),
    FormOfExploitation.SEXUAL_CROSS_BORDER: (
        "Grensoverschrijdende seksuele uitbuiting",
        "Cross-border sexual exploitation",
    ),
    FormOfExploitation.LABOUR: (
        "Arbeidsuitbuiting of gedwongen dienstverlening",
        "Labour exploitation or forced services",
    ),
    FormOfExploitation.CRIMINAL: ("Criminele uitbuiting", "Criminal exploitation"),
    FormOfExploitation.BEGGING: ("Gedwongen bedelarij", "Forced begging"),
    FormOfExploitation.ORGAN_REMOVAL: ("Gedwongen orgaanverwijdering", "Forced organ removal"),
    FormOfExploitation.FORCED_MARRIAGE: (
        "Uitbuiting door een gedwongen huwelijk",
        "Exploitation of forced marriage",
    ),
    FormOfExploitation.SURROGACY: (
        "Uitbuiting van draagmoederschap",
        "Exploitation of surrogacy",
    ),
    FormOfExploitation.ILLEGAL_ADOPTION: (
        "Uitbuiting door illegale adoptie",
        "Exploitation of illegal adoption",
    ),
    FormOfExploitation.MULTIPLE: ("Meer dan één vorm", "More than one form"),
    FormOfExploitation.UNKNOWN: ("Nog niet bekend", "Not known yet"),
}


class Sex(StrEnum):
    """Sex as registered; ``UNKNOWN`` is what was not recorded, never a guess."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


SEX_LABELS: Mapping[Sex, tuple[str, str]] = {
    Sex.FEMALE: ("Vrouw", "Female"),
    Sex.MALE: ("Man", "Male"),
    Sex.OTHER: ("Anders", "Other"),
    Sex.UNKNOWN: ("Onbekend", "Unknown"),
}
