"""Given and family names from ten languages, to be combined at random. Nobody is meant."""

from __future__ import annotations

NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    # language: (women, men, family names)
    "nl": (
        ("Sanne", "Lotte", "Fleur", "Anouk", "Esmée"),
        ("Daan", "Thijs", "Bram", "Jesse", "Ruben"),
        ("de Vries", "van den Berg", "Jansen", "van der Meer", "’t Hart"),
    ),
    "pl": (
        ("Agnieszka", "Małgorzata", "Zofia", "Katarzyna"),
        ("Paweł", "Krzysztof", "Łukasz", "Wojciech"),
        ("Nowak", "Kowalski", "Wiśniewska", "Zieliński", "Dąbrowska"),
    ),
    "ro": (
        ("Ioana", "Ștefania", "Mădălina", "Elena"),
        ("Ștefan", "Andrei", "Ionuț", "Gheorghe"),
        ("Popescu", "Ionescu", "Țepeș", "Dumitrescu"),
    ),
    "bg": (
        ("Гергана", "Десислава", "Йоана"),
        ("Георги", "Димитър", "Христо"),
        ("Иванова", "Петров", "Димитрова", "Стоянов"),
    ),
    "hu": (
        ("Zsófia", "Eszter", "Krisztina"),
        ("László", "Gergő", "István"),
        ("Nagy", "Szabó", "Kovács", "Horváth"),
    ),
    "ar": (
        ("فاطمة", "مريم", "ليلى"),
        ("محمد", "أحمد", "يوسف"),
        ("الحسن", "العمري", "بن علي"),
    ),
    "uk": (
        ("Оксана", "Наталія", "Ірина"),
        ("Олександр", "Андрій", "Сергій"),
        ("Шевченко", "Коваленко", "Бондаренко"),
    ),
    "vi": (
        ("Nguyễn Thị Hoa", "Trần Thị Mai", "Lê Thu Hương"),
        ("Nguyễn Văn Nam", "Trần Quốc Bảo"),
        ("",),
    ),
    "en": (
        ("Blessing", "Joy", "Precious", "Faith"),
        ("Emmanuel", "Godwin", "Kelvin"),
        ("Okafor", "Osagie", "Eze", "Igbinovia"),
    ),
    "es": (
        ("María José", "Luz Marina", "Yolanda"),
        ("José Luis", "Andrés Felipe"),
        ("García Pérez", "Rodríguez", "Peña Ortiz"),
    ),
}

LANGUAGE_WEIGHTS: dict[str, float] = {
    "nl": 0.30, "pl": 0.13, "ro": 0.12, "bg": 0.08, "hu": 0.06, "ar": 0.07, "uk": 0.05,
    "vi": 0.04, "en": 0.10, "es": 0.05,
}  # fmt: skip
