"""The code lists every part of Samen shares: stable codes, with a Dutch and an English label.

A code is what is stored and exchanged and never changes its meaning; a label is what people
read and may be improved. Both stand on one line: ``POLICE = "police", "Politie", "Police"``.
Legal forms change with the law (Bill 36 835 adds three): a code list grows, it is not rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Self


class Code(StrEnum):
    """A code list: each member is its code and carries what people read."""

    _value_: str
    labels: tuple[str, str]
    """Dutch, English."""

    def __new__(cls, code: str, dutch: str, english: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.labels = dutch, english
        return member


class OrganisationType(Code):
    """What an organisation is in law, because that decides what it may receive.

    Two organisations act in two legal capacities with different powers, so each capacity has its
    own code: a municipality as college of mayor and aldermen (care, Wmo, Jeugdwet) or through its
    ``MAYOR`` (public order), the Labour Inspectorate as supervisor or as
    ``LABOUR_INSPECTORATE_INVESTIGATION`` (special investigative service). See
    :data:`CAPACITIES`.
    """

    POLICE = "police", "Politie", "Police"
    ROYAL_MARECHAUSSEE = (
        "royal_marechaussee",
        "Koninklijke Marechaussee",
        "Royal Netherlands Marechaussee",
    )
    LABOUR_INSPECTORATE = (
        "labour_inspectorate",
        "Nederlandse Arbeidsinspectie (toezicht)",
        "Netherlands Labour Authority (supervision)",
    )
    LABOUR_INSPECTORATE_INVESTIGATION = (
        "labour_inspectorate_investigation",
        "Nederlandse Arbeidsinspectie (opsporing)",
        "Netherlands Labour Authority (investigation)",
    )
    PROSECUTION = "prosecution", "Openbaar Ministerie", "Public Prosecution Service"
    EXPERTISE_CENTRE = (
        "expertise_centre",
        "Expertisecentrum Mensenhandel en Mensensmokkel",
        "Expertise Centre for Human Trafficking and Smuggling",
    )
    IMMIGRATION_SERVICE = (
        "immigration_service",
        "Immigratie- en Naturalisatiedienst",
        "Immigration and Naturalisation Service",
    )
    REPATRIATION_SERVICE = (
        "repatriation_service",
        "Dienst Terugkeer en Vertrek",
        "Repatriation and Departure Service",
    )
    ASYLUM_RECEPTION = (
        "asylum_reception",
        "Centraal Orgaan opvang asielzoekers",
        "Central Agency for the Reception of Asylum Seekers",
    )
    COMENSHA = "comensha", "CoMensha", "CoMensha"
    CARE_COORDINATION = (
        "care_coordination",
        "Zorgcoördinatie mensenhandel",
        "Care coordination for trafficking victims",
    )
    CHAIN_COORDINATION = (
        "chain_coordination",
        "Ketenregie mensenhandel",
        "Regional chain coordination",
    )
    MUNICIPALITY = (
        "municipality",
        "Gemeente (college, sociaal domein)",
        "Municipality (executive, social domain)",
    )
    MAYOR = "mayor", "Burgemeester (openbare orde)", "Mayor (public order)"
    SAFETY_HOUSE = "safety_house", "Zorg- en Veiligheidshuis", "Care and Safety House"
    RIEC = (
        "riec",
        "Regionaal Informatie- en Expertisecentrum",
        "Regional Information and Expertise Centre",
    )
    SHELTER = "shelter", "Opvanginstelling", "Shelter"
    YOUTH_CARE = "youth_care", "Jeugdhulp", "Youth care"
    CHILD_PROTECTION_BOARD = (
        "child_protection_board",
        "Raad voor de Kinderbescherming",
        "Child Care and Protection Board",
    )
    GUARDIANSHIP = (
        "guardianship",
        "Voogdij-instelling (Nidos, gecertificeerde instelling)",
        "Guardianship institution (Nidos, certified institution)",
    )
    SAFE_AT_HOME = "safe_at_home", "Veilig Thuis", "Safe at Home"
    HEALTH_CARE = "health_care", "Zorgverlener", "Health care provider"
    MENTAL_HEALTH_CARE = "mental_health_care", "Geestelijke gezondheidszorg", "Mental health care"
    PUBLIC_HEALTH_SERVICE = "public_health_service", "GGD", "Municipal public health service"
    PROBATION = "probation", "Reclassering", "Probation service"
    NGO = "ngo", "Hulporganisatie", "Non-governmental organisation"
    VICTIM_SUPPORT = "victim_support", "Slachtofferhulp Nederland", "Victim Support Netherlands"
    COMPENSATION_FUND = (
        "compensation_fund",
        "Schadefonds Geweldsmisdrijven",
        "Violent Offences Compensation Fund",
    )
    LAWYER = "lawyer", "Advocaat", "Lawyer"
    SCHOOL = "school", "School", "School"
    TAX_AUTHORITY = (
        "tax_authority",
        "Belastingdienst en FIOD",
        "Tax and Customs Administration and FIOD",
    )
    BENEFITS_AGENCY = "benefits_agency", "UWV", "Employee Insurance Agency"
    NATIONAL_RAPPORTEUR = "national_rapporteur", "Nationaal Rapporteur", "National Rapporteur"
    ANONYMOUS_TIP_LINE = "anonymous_tip_line", "Meld Misdaad Anoniem", "Anonymous crime tip line"


CAPACITIES: Mapping[OrganisationType, tuple[OrganisationType, ...]] = {
    OrganisationType.MUNICIPALITY: (OrganisationType.MUNICIPALITY, OrganisationType.MAYOR),
    OrganisationType.LABOUR_INSPECTORATE: (
        OrganisationType.LABOUR_INSPECTORATE,
        OrganisationType.LABOUR_INSPECTORATE_INVESTIGATION,
    ),
}
"""The legal capacities one organisation can act in; a type that is absent acts only as itself."""


class DataCategory(Code):
    """Kind of data in one sealed part of a record; what a request asks for."""

    ANONYMOUS_SIGNAL = "anonymous_signal", "Anoniem signaal", "Anonymous signal"
    MATCH_KEY = "match_key", "Pseudonieme vergelijksleutel", "Pseudonymous match key"
    HIT = "hit", "Bekend of niet bekend (hit/no-hit)", "Hit or no hit"
    IDENTIFYING = "identifying", "Identificerende gegevens", "Identifying data"
    HEALTH = "health", "Gezondheidsgegevens", "Health data"
    SEXUAL = (
        "sexual",
        "Gegevens over seksueel gedrag of seksuele gerichtheid",
        "Data on sex life or sexual orientation",
    )
    CRIMINAL = "criminal", "Strafrechtelijke gegevens", "Criminal data"


class Rung(IntEnum):
    """How far a disclosure goes: a step on the ladder; a higher number reveals more."""

    _value_: int
    labels: tuple[str, str]
    """Dutch, English."""

    def __new__(cls, step: int, dutch: str, english: str) -> Self:
        member = int.__new__(cls, step)
        member._value_ = step
        member.labels = dutch, english
        return member

    NOTHING = 0, "Niets", "Nothing"
    ANONYMOUS_SIGNAL = 1, "Anoniem signaal", "Anonymous signal"
    MATCH_KEY = 2, "Pseudonieme vergelijksleutel", "Pseudonymous match key"
    HIT = 3, "Bekend of niet bekend (hit/no-hit)", "Hit or no hit"
    IDENTIFYING = 4, "Identificerende gegevens", "Identifying data"
    SPECIAL = 5, "Bijzondere persoonsgegevens", "Special categories of personal data"
    CRIMINAL = 6, "Strafrechtelijke gegevens", "Criminal data"


RUNG_OF_CATEGORY: Mapping[DataCategory, Rung] = {
    DataCategory.ANONYMOUS_SIGNAL: Rung.ANONYMOUS_SIGNAL,
    DataCategory.MATCH_KEY: Rung.MATCH_KEY,
    DataCategory.HIT: Rung.HIT,
    DataCategory.IDENTIFYING: Rung.IDENTIFYING,
    DataCategory.HEALTH: Rung.SPECIAL,
    DataCategory.SEXUAL: Rung.SPECIAL,
    DataCategory.CRIMINAL: Rung.CRIMINAL,
}


class FormOfExploitation(Code):
    """Working classification of forms for registration and statistics."""

    SEXUAL_DOMESTIC = "SEX-D", "Binnenlandse seksuele uitbuiting", "Domestic sexual exploitation"
    SEXUAL_CROSS_BORDER = (
        "SEX-X",
        "Grensoverschrijdende seksuele uitbuiting",
        "Cross-border sexual exploitation",
    )
    LABOUR = (
        "LAB",
        "Arbeidsuitbuiting of gedwongen dienstverlening",
        "Labour exploitation or forced services",
    )
    CRIMINAL = "CRIM", "Criminele uitbuiting", "Criminal exploitation"
    BEGGING = "BEG", "Gedwongen bedelarij", "Forced begging"
    ORGAN_REMOVAL = "ORG", "Gedwongen orgaanverwijdering", "Forced organ removal"
    FORCED_MARRIAGE = (
        "MAR",
        "Uitbuiting door een gedwongen huwelijk",
        "Exploitation of forced marriage",
    )
    SURROGACY = "SUR", "Uitbuiting van draagmoederschap", "Exploitation of surrogacy"
    ILLEGAL_ADOPTION = "ADO", "Uitbuiting door illegale adoptie", "Exploitation of illegal adoption"
    MULTIPLE = "MULTI", "Meer dan één vorm", "More than one form"
    UNKNOWN = "UNK", "Nog niet bekend", "Not known yet"


class Sex(Code):
    """Sex as registered; ``UNKNOWN`` is what was not recorded, never a guess."""

    FEMALE = "female", "Vrouw", "Female"
    MALE = "male", "Man", "Male"
    OTHER = "other", "Anders", "Other"
    UNKNOWN = "unknown", "Onbekend", "Unknown"
