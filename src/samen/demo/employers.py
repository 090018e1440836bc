"""Invented employers and adverts that signals of the demo name, each spelled in several ways.

Numbers and addresses are of nobody: KvK numbers begin with zeros, the street and the place do not
exist, and ``.example`` is reserved for examples.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

Fields = Mapping[str, str]

_EMPLOYERS: tuple[tuple[Fields, ...], ...] = (
    (
        {"name": "Kwekerij Nergensgroen B.V.", "kvk": "00000112"},
        {"name": "Kwekerij Nergensgroen", "street": "Verzonnenweg", "number": "3",
         "place": "Nergenshuizen (verzonnen)", "kvk": "0000 0112"},
        {"name": "nergensgroen kwekerijen", "street": "Verzonnenwg", "number": "3",
         "place": "Nergenshuizen (verzonnen)"},
        {"name": "Nergensgroen", "phone": "06 00000112"},
    ),
    (
        {"name": "Uitzendbureau Handig en Snel", "kvk": "00000245",
         "phone": "0600000245"},
        {"name": "Handig & Snel uitzend", "phone": "+31 6 00000245"},
        {"name": "Handig Snel Personeel", "kvk": "00000245"},
    ),
    (
        {"name": "Eethuis De Lege Pan", "street": "Voorbeeldstraat", "number": "90",
         "place": "Nergenshuizen (verzonnen)"},
        {"name": "De Lege Pan", "street": "Voorbeeldstr.", "number": "90",
         "place": "Nergenshuizen (verzonnen)"},
    ),
    (
        {"name": "Bouwbedrijf Van der Verzin", "kvk": "00000378"},
        {"name": "Van der Verzin Bouw", "kvk": "00000387"},
    ),
)  # fmt: skip
_ADVERTS: tuple[tuple[Fields, ...], ...] = (
    (
        {"url": "https://advertenties.example/verzonnen/41", "phone": "06 00000041"},
        {"url": "advertenties.example/verzonnen/57", "phone": "0600000041"},
        {"phone": "0031600000041"},
    ),
    (
        {"name": "Hotel Nergens", "street": "Stationsplein", "number": "1",
         "place": "Nergenshuizen (verzonnen)"},
    ),
)  # fmt: skip


def named_in(form: str, chance: random.Random) -> Fields | None:
    """What a signal of this form names, if anything: some names come again over the years."""
    if form == "LAB" and chance.random() < 0.8:
        return chance.choice(chance.choices(_EMPLOYERS, [4, 3, 2, 1])[0])
    if form == "SEX-X" and chance.random() < 0.4:
        return chance.choice(chance.choices(_ADVERTS, [3, 1])[0])
    return None
