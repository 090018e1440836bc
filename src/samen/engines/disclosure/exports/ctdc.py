"""The columns of the CTDC global synthetic dataset, and HTCDS 2.0 codes, from our own codes.

CTDC: the 27 columns of the Counter-Trafficking Data Collaborative's open file, as its users read
them. HTCDS 2.0: the Human Trafficking Case Data Standard of IOM, CC BY 4.0, which stands in for
the code list of IC-TIP until somebody has compared the two. The table that maps is
``mapping.csv`` beside this module; ``*`` stands for every code, ``=`` for the code itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import polars as pl

from samen.engines.disclosure.tables.reading import read_lines
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

CTDC_COLUMNS = (
    "yearOfRegistration",
    "gender",
    "ageBroad",
    "citizenship",
    "CountryOfExploitation",
    "traffickMonths",
    "meansDebtBondageEarnings",
    "meansThreats",
    "meansAbusePsyPhySex",
    "meansFalsePromises",
    "meansDrugsAlcohol",
    "meansDenyBasicNeeds",
    "meansExcessiveWorkHours",
    "meansWithholdDocs",
    "isForcedLabour",
    "isSexualExploit",
    "isOtherExploit",
    "typeOfLabourAgriculture",
    "typeOfLabourConstruction",
    "typeOfLabourDomesticWork",
    "typeOfLabourHospitality",
    "typeOfSexProstitution",
    "typeOfSexPornography",
    "recruiterRelationIntimatePartner",
    "recruiterRelationFriend",
    "recruiterRelationFamily",
    "recruiterRelationOther",
)


class Row(NamedTuple):
    """One line of the mapping table."""

    column: str
    code: str
    ctdc_column: str
    ctdc_value: str
    htcds_field: str
    htcds_value: str


def read_mapping(path: Path | None = None) -> list[Row]:
    """The mapping table: the one that comes with Samen, or one of the user's own.

    Raises :class:`InvalidInput` for other columns, or a CTDC column that does not exist.
    """
    if path is None:
        with resources.as_file(
            resources.files("samen.engines.disclosure.exports") / "mapping.csv"
        ) as own:
            lines = read_lines(own)
    else:
        lines = read_lines(path)
    name = path.name if path else "mapping.csv"
    if tuple(lines.header) != Row._fields:
        rule = f"needs the columns {', '.join(Row._fields)}"
        raise InvalidInput(Problem(name, rule, lines.header, "mapping"))
    rows = [Row(*fields) for fields in lines.rows]
    raise_if_any(
        Problem(f"{name}, row {number}", "is not a CTDC column", row.ctdc_column, "mapping")
        for number, row in zip(lines.numbers, rows, strict=True)
        if row.ctdc_column and row.ctdc_column not in CTDC_COLUMNS
    )
    return rows


def unmapped(codes: Mapping[str, Sequence[str]], mapping: Sequence[Row]) -> list[Problem]:
    """Codes of mapped columns that the table does not know: they would be lost in silence."""
    known: dict[str, set[str]] = {}
    for row in mapping:
        known.setdefault(row.column, set()).add(row.code)
    return [
        Problem(f'column "{column}"', "has a code that the mapping lacks", code, "unmapped")
        for column, listed in codes.items()
        if column in known and "*" not in known[column]
        for code in listed
        if code not in known[column]
    ]


def to_ctdc(frame: pl.DataFrame, mapping: Sequence[Row]) -> pl.DataFrame:
    """Records in CTDC's 27 columns; empty where the records say nothing.

    A yes/no column is 1 where a code says so, empty where the mapping gives a code no value
    (unknown is not "no"), and 0 where the record has another code of the same column. Columns of
    ``frame`` that the mapping does not know are left out.
    """
    result: dict[str, pl.Expr] = {}
    for name in CTDC_COLUMNS:
        rows = [row for row in mapping if row.ctdc_column == name and row.column in frame.columns]
        if not rows:
            result[name] = pl.lit(None, dtype=pl.String)
        elif any(row.code == "*" for row in rows):
            result[name] = pl.col(rows[0].column).cast(pl.String)
        elif {row.ctdc_value for row in rows} <= {"1", ""}:
            own = pl.col(rows[0].column)
            silent = own.is_in([row.code for row in rows if not row.ctdc_value])
            yes = own.is_in([row.code for row in rows if row.ctdc_value])
            said = pl.when(yes).then(pl.lit("1")).otherwise(pl.lit("0"))
            result[name] = pl.when(silent).then(None).otherwise(said)
        else:
            values = {row.code: row.ctdc_value or None for row in rows}
            result[name] = pl.col(rows[0].column).replace_strict(
                list(values), list(values.values()), default=None, return_dtype=pl.String
            )
    return frame.select(**result)


def to_htcds(frame: pl.DataFrame, mapping: Sequence[Row]) -> pl.DataFrame:
    """Records in the HTCDS fields that the mapping reaches; empty where the records say nothing."""
    fields = list(dict.fromkeys(row.htcds_field for row in mapping if row.htcds_field))
    result: dict[str, pl.Expr] = {}
    for field in fields:
        rows = [row for row in mapping if row.htcds_field == field and row.column in frame.columns]
        value = pl.lit(None, dtype=pl.String)
        for row in rows:
            own = pl.col(row.column).cast(pl.String)
            matches = pl.lit(True) if row.code == "*" else own == row.code
            then = own if row.htcds_value == "=" else pl.lit(row.htcds_value)
            value = pl.when(matches).then(then).otherwise(value)
        result[field] = value
    return frame.select(**result)
