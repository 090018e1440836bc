"""What to link: the declarative :class:`LinkSpec`, from Python or a TOML file.

```toml
link = "dedupe"                 # "dedupe", "link" (between files only) or "both"
id = "id"                       # column with the record's own id; row numbers when left out

[fields.name]
kind = "name"
columns = ["given_name", "surname"]
aliases = ["alias"]             # columns with further values, several in a cell split by |

[fields.born]
kind = "date"
columns = ["date_of_birth"]

[thresholds]
link = 0.5                      # probability from which records count as one
review = 0.05                   # from here on a person is asked
```
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, cast

from samen.engines.linkage import kernels
from samen.kernel.errors import Problem, raise_if_any

LinkType = Literal["dedupe", "link", "both"]

KINDS: Final[Mapping[str, int]] = {
    "name": kernels.BAG,
    "date": kernels.DATE,
    "sex": kernels.CODE,
    "nationality": kernels.CODE,
    "code": kernels.CODE,
    "document": kernels.IDENTIFIER,
    "phone": kernels.IDENTIFIER,
    "plate": kernels.IDENTIFIER,
    "handle": kernels.IDENTIFIER,
    "kvk": kernels.IDENTIFIER,
    "identifier": kernels.IDENTIFIER,
    "address": kernels.BAG,
    "employer": kernels.BAG,
    "text": kernels.BAG,
}
"""Kinds of fields and how the kernel compares each."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One thing compared: ``columns`` are the parts of one value, ``aliases`` hold further values."""  # noqa: E501

    name: str
    kind: str
    columns: tuple[str, ...]
    aliases: tuple[str, ...] = ()

    @property
    def compares(self) -> int:
        """How the kernel compares it (:data:`kernels.BAG` …)."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """``link``: probability from which two records count as one; ``review``: from which to ask."""

    link: float = 0.5
    review: float = 0.05


@dataclass(frozen=True, slots=True)
class LinkSpec:
    """What identifies a record, how candidates are found and from when records are one.

    ``blocking`` lists rules by name (``samen link --help`` names them); empty = chosen to fit
    ``max_pairs``. ``apart``: sources that hold each person once, so that two of their records
    are never the same.
    """

    fields: tuple[FieldSpec, ...]
    link: LinkType = "dedupe"
    id: str | None = None
    blocking: tuple[str, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)
    apart: tuple[str, ...] = ()
    max_pairs: int | None = None
    country: str = "31"

    def __post_init__(self) -> None:
        raise_if_any(_problems(self))

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns read, each once."""
        found = [c for f in self.fields for c in (*f.columns, *f.aliases)]
        return tuple(dict.fromkeys([*([self.id] if self.id else []), *found]))

    def field(self, name: str) -> FieldSpec:
        """The field called ``name``."""
        return next(f for f in self.fields if f.name == name)


def _problems(spec: LinkSpec) -> list[Problem]:
    problems: list[Problem] = []
    if not spec.fields:
        problems.append(Problem("fields", "name at least one field to compare"))
    names = [f.name for f in spec.fields]
    problems.extend(
        Problem(f"fields.{name}", "each field has its own name", name)
        for name in sorted({n for n in names if names.count(n) > 1})
    )
    for item in spec.fields:
        if item.kind not in KINDS:
            problems.append(
                Problem(f"fields.{item.name}.kind", f"one of {', '.join(KINDS)}", item.kind)
            )
        if not item.columns:
            problems.append(Problem(f"fields.{item.name}.columns", "name at least one column"))
        if not item.name.isidentifier():
            problems.append(
                Problem(f"fields.{item.name}", "a field's name has letters, digits and _ only")
            )
    if spec.link not in {"dedupe", "link", "both"}:
        problems.append(Problem("link", 'one of "dedupe", "link", "both"', spec.link))
    low, high = spec.thresholds.review, spec.thresholds.link
    if not 0 <= low <= high <= 1:
        problems.append(
            Problem("thresholds", "0 ≤ review ≤ link ≤ 1", f"review {low}, link {high}")
        )
    return problems


def _strings(value: object, where: str, problems: list[Problem]) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence) and all(
        isinstance(v, str) for v in cast("Sequence[Any]", value)
    ):
        return tuple(cast("Sequence[str]", value))
    problems.append(Problem(where, "a text or a list of texts", value))
    return ()


_TOP: Final = {"link", "id", "fields", "blocking", "thresholds", "apart", "max_pairs", "country"}


def spec_from_mapping(data: Mapping[str, Any]) -> LinkSpec:
    """A :class:`LinkSpec` from the shape of the TOML file.

    Raises :class:`InvalidInput` that names every wrong or unknown setting at once.
    """
    problems = [
        Problem(key, f"unknown setting; known are {', '.join(sorted(_TOP))}")
        for key in data
        if key not in _TOP
    ]
    fields: list[FieldSpec] = []
    raw_fields = data.get("fields", {})
    if not isinstance(raw_fields, Mapping):
        problems.append(Problem("fields", "a table: [fields.NAME]", raw_fields))
        raw_fields = {}
    for name, raw in cast("Mapping[str, Any]", raw_fields).items():
        where = f"fields.{name}"
        if not isinstance(raw, Mapping):
            problems.append(Problem(where, "a table with kind and columns", raw))
            continue
        item = cast("Mapping[str, Any]", raw)
        problems += [
            Problem(f"{where}.{key}", "unknown setting; known are kind, columns, aliases")
            for key in item
            if key not in {"kind", "columns", "aliases"}
        ]
        fields.append(
            FieldSpec(
                name,
                str(item.get("kind", name)),
                _strings(item.get("columns", name), f"{where}.columns", problems),
                _strings(item.get("aliases", ()), f"{where}.aliases", problems),
            )
        )
    thresholds = Thresholds()
    raw_thresholds = data.get("thresholds", {})
    try:
        thresholds = dataclasses.replace(
            thresholds, **{key: float(value) for key, value in raw_thresholds.items()}
        )
    except (TypeError, ValueError, AttributeError):
        problems.append(Problem("thresholds", "link and review, each 0 … 1", raw_thresholds))
    max_pairs = data.get("max_pairs")
    if max_pairs is not None and (not isinstance(max_pairs, int) or max_pairs < 1):
        problems.append(Problem("max_pairs", "a whole number above 0", max_pairs))
        max_pairs = None
    blocking = _strings(data.get("blocking", ()), "blocking", problems)
    apart = _strings(data.get("apart", ()), "apart", problems)
    try:
        spec = LinkSpec(
            tuple(fields),
            data.get("link", "dedupe"),
            data.get("id"),
            blocking,
            thresholds,
            apart,
            max_pairs,
            str(data.get("country", "31")),
        )
    except ValueError as error:
        problems += getattr(error, "problems", ())
        raise_if_any(problems)
        raise
    raise_if_any(problems)
    return spec


def load_spec(path: str | Path) -> LinkSpec:
    """The :class:`LinkSpec` in a TOML file; every problem carries the file's name."""
    file = Path(path)
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise_if_any([Problem(str(path), "this file does not exist")])
        raise
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise_if_any([Problem(str(path), f"not a TOML file: {error}")])
        raise
    try:
        return spec_from_mapping(data)
    except ValueError as error:
        problems = getattr(error, "problems", ())
        raise_if_any(dataclasses.replace(p, where=f"{path}: {p.where}") for p in problems)
        raise
