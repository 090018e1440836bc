"""Sentences for invented reports and cases, per form of exploitation."""

from __future__ import annotations

STORIES: dict[str, tuple[str, ...]] = {
    "LAB": (
        "Ik werk al vier maanden in een kas zonder loon. De baas heeft mijn paspoort.",
        "Bij de buren wonen twaalf mannen in één huis. Een busje haalt ze om vijf uur op.",
        "De keukenhulp slaapt in het restaurant en durft niet met klanten te praten.",
    ),
    "SEX-X": (
        "Een vrouw in het hotel mag haar kamer niet uit. Er komen steeds mannen.",
        "Zij moet een schuld afbetalen voor haar reis. Haar familie wordt bedreigd.",
    ),
    "SEX-D": (
        "Een leerling van zestien heeft een oudere vriend en wordt de hele dag gebeld.",
        "Mijn zusje moet van haar vriend afspreken met mannen die ze niet kent.",
    ),
    "CRIM": (
        "Hij moest telefoons kopen op zijn naam om een ‘boete’ af te betalen.",
        "Een jongen van vijftien loopt met pakjes en is bang voor degene die hem ophaalt.",
    ),
    "BEG": ("Elke dag zetten zij dezelfde vrouw met kind bij de winkel af om te bedelen.",),
    "UNK": ("Ik maak me zorgen om iemand, maar ik weet niet precies wat er speelt.",),
}
