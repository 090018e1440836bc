"""Downloads are readable by others: checked with an independent CSV on the Web reader."""

from pathlib import Path

import csvw

from samen.monitor.domain.csvw import Column, Download

DOWNLOAD = Download(
    name="figures",
    title="Cijfers",
    definition="Geregistreerd is niet het werkelijke aantal.",
    source="NRM",
    licence="https://creativecommons.org/licenses/by/4.0/",
    issued="2025-01-15",
    columns=(
        Column("year", "Jaar", "Year", "gYear"),
        Column("form", 'Vorm, "uitbuiting"', "Form"),
        Column("victims", "Slachtoffers", "Victims", "integer", "Mogelijke slachtoffers"),
        Column("share", "Aandeel", "Share", "decimal"),
    ),
    rows=((2023, "labour, other", 31, 34.5), (2024, 'with "quotes"\nand lines', None, None)),
)


def test_an_independent_reader_accepts_table_and_metadata(tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text(DOWNLOAD.csv(), encoding="utf-8", newline="")
    described = tmp_path / "figures.csv-metadata.json"
    described.write_text(DOWNLOAD.metadata(), encoding="utf-8")
    found = csvw.CSVW(str(described), validate=True)
    assert found.is_valid, [str(w.message) for w in found.warnings]
    rows = list(found.t) if isinstance(found.t, list) else list(csvw.Table.from_file(described))
    assert [row["victims"] for row in rows] == [31, None]
    assert rows[1]["form"] == 'with "quotes"\nand lines'


def test_the_reader_refuses_a_table_that_does_not_fit(tmp_path: Path) -> None:
    broken = DOWNLOAD.csv().replace(",31,", ",many,")
    (tmp_path / "figures.csv").write_text(broken, encoding="utf-8", newline="")
    described = tmp_path / "figures.csv-metadata.json"
    described.write_text(DOWNLOAD.metadata(), encoding="utf-8")
    assert not csvw.CSVW(str(described), validate=True).is_valid
