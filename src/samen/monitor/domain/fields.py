"""Reading named fields from a YAML file so that every mistake is told with its line and field."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

import yaml

from samen.kernel.errors import InvalidInput, Problem

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)


def read_yaml(text: str) -> tuple[Fields, list[Problem]]:
    """The fields at the top of a file, and the list that every mistake found in them goes to.

    Raises :class:`~samen.kernel.errors.InvalidInput` when the text is no YAML with named fields.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        rule = f"is not YAML: {error.problem}"
        raise InvalidInput(Problem(f"line {line}", rule, code="not_yaml")) from None
    except yaml.YAMLError as error:
        raise InvalidInput(Problem("line 1", f"is not YAML: {error}", code="not_yaml")) from None
    if not isinstance(root, yaml.MappingNode):
        raise InvalidInput(Problem("line 1", "must be a list of named fields"))
    problems: list[Problem] = []
    return Fields(root, "", problems), problems


def in_file_order(problem: Problem) -> tuple[int, str]:
    """Sorting key: by line, what has no line last."""
    number = problem.where.removeprefix("line ").partition(",")[0]
    return (int(number) if number.isdigit() else 1 << 30, problem.where)


class Fields:
    """The named fields of one part of a file.

    A field that is missing or wrong is noted in ``problems`` and a harmless value lets reading go
    on, so that one pass finds every mistake. :meth:`finish` notes fields that nothing asked for.
    """

    def __init__(self, node: yaml.MappingNode, path: str, problems: list[Problem]) -> None:
        self.path, self.problems, self.line = path, problems, node.start_mark.line + 1
        self._nodes: dict[str, yaml.Node] = {}
        self._used: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in self._nodes:
                self.wrong(name, "is named twice")
            self._nodes[name] = value

    def __contains__(self, field: str) -> bool:
        return field in self._nodes

    def wrong(self, field: str, rule: str, given: object = None) -> None:
        """Note that ``field`` breaks ``rule``, with the line it stands on or should stand on."""
        node = self._nodes.get(field.partition("[")[0])
        line = self.line if node is None else node.start_mark.line + 1
        self.problems.append(Problem(f"line {line}, {self.path}{field}", rule, given))

    def value(
        self, field: str, convert: Callable[[str], Value], rule: str, default: Value | None = None
    ) -> Value | None:
        """The field converted, or ``default`` when it is absent or empty."""
        self._used.add(field)
        node = self._nodes.get(field)
        if node is None or (isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")):
            return default
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(field, "must be a single value")
            return default
        try:
            return convert(str(node.value).strip())
        except (ValueError, InvalidOperation):
            self.wrong(field, rule, str(node.value))
            return default

    def required(
        self, field: str, convert: Callable[[str], Value], rule: str, instead: Value
    ) -> Value:
        """The field converted; ``instead`` lets reading go on when it is missing or wrong."""
        before = len(self.problems)
        found = self.value(field, convert, rule)
        if found is None and len(self.problems) == before:
            self.wrong(field, "is missing")
        return instead if found is None else found

    def text(self, field: str) -> str:
        """A text that may not be empty."""
        return self.required(field, _filled, "may not be empty", "")

    def note(self, field: str) -> str:
        """A text that may be left out."""
        return self.value(field, str, "must be text") or ""

    def choice(self, field: str, codes: type[Choice], default: Choice) -> Choice:
        """One of a code list."""
        return self.value(field, codes, f"is one of {', '.join(codes)}", default) or default

    def flag(self, field: str, default: bool = False) -> bool:
        """True or false."""
        found = self.value(field, _true_or_false, "is true or false", default)
        return default if found is None else found

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(
            str(item.value) for _, item in self._items(field) if isinstance(item, yaml.ScalarNode)
        )

    def parts(self, field: str) -> Iterator[Fields]:
        """The parts of a list of parts."""
        for position, item in self._items(field):
            if isinstance(item, yaml.MappingNode):
                yield Fields(item, f"{self.path}{field}[{position}].", self.problems)
            else:
                self.wrong(f"{field}[{position}]", "must have named fields")

    def _items(self, field: str) -> Iterator[tuple[int, yaml.Node]]:
        self._used.add(field)
        node = self._nodes.get(field)
        if isinstance(node, yaml.SequenceNode):
            yield from enumerate(node.value)
        elif node is not None:
            self.wrong(field, "must be a list")

    def part(self, field: str) -> Fields:
        """One part with named fields."""
        self._used.add(field)
        node = self._nodes.get(field)
        if not isinstance(node, yaml.MappingNode):
            self.wrong(field, "is missing or has no named fields")
            mark = yaml.Mark("", 0, self.line - 1, 0, None, 0)
            node = yaml.MappingNode("tag:yaml.org,2002:map", [], mark, mark)
        return Fields(node, f"{self.path}{field}.", self.problems)

    def pairs(self, field: str) -> dict[str, str]:
        """Free names with a text each; none when the field is absent."""
        if field not in self:
            return {}
        part = self.part(field)
        return {name: part.note(name) for name in part._nodes}

    def finish(self) -> None:
        """Note the fields that nothing asked for."""
        for name in sorted(self._nodes.keys() - self._used):
            near = difflib.get_close_matches(name, self._used, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            self.wrong(name, f"is not a field here{hint}")


def number(text: str) -> Decimal:
    """A finite number; ValueError for anything else."""
    found = Decimal(text.replace("_", ""))
    if not found.is_finite():
        raise ValueError(text)
    return found


def euros(text: str) -> int:
    """A whole number of euros, not negative; ValueError for anything else."""
    found = int(text.replace("_", ""))
    if found < 0:
        raise ValueError(text)
    return found


def _filled(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _true_or_false(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"
