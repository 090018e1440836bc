"""Proofs over all requests, not over a sample: what the table can never do.

Every row becomes a formula over the attributes of a request, each with its finite list of
values; z3 either finds a request that breaks a claim, or shows there is none. The claims of
``invariants.csv`` are written like prohibitions: no request that meets one may be permitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import z3

from samen.engines.rules.sharing.evaluate import clauses
from samen.engines.rules.sharing.load import DATA, load_table
from samen.engines.rules.sharing.table import Conditions, Edition, Effect, Rule
from samen.engines.rules.sharing.vocabulary import ATTRIBUTES

Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """One proved or broken claim; a broken one comes with a request that breaks it."""

    id: str
    text_nl: str
    text_en: str
    holds: bool
    counterexample: Attributes | None = None
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """All claims about one edition, with what a reviewer should look at besides."""

    claims: tuple[Claim, ...]
    shadowed: tuple[tuple[str, tuple[str, ...]], ...]
    overlaps: tuple[tuple[str, str], ...]

    @property
    def holds(self) -> bool:
        return all(claim.holds for claim in self.claims)


def load_invariants(path: Path | None = None) -> tuple[Rule, ...]:
    """The claims of ``invariants.csv``, or of another file of the same shape."""
    return load_table(path or DATA / "invariants.csv").rules


def prove(edition: Edition, invariants: Iterable[Rule] | None = None) -> Proof:
    """Check every claim over all requests; see the module."""
    model = Model(edition)
    claims = (
        *(model.invariant(rule) for rule in invariants or load_invariants()),
        model.prohibition_wins(),
        model.unknown_never_widens(),
        model.every_permit_reachable(),
        model.index_reads_the_table(),
    )
    return Proof(claims, tuple(model.shadowed()), tuple(overlaps(edition)))


class Space:
    """All requests: one Boolean per attribute and value, exactly one of them true.

    Small formulas, and a solver for finite domains answers in about a millisecond.
    """

    def __init__(self) -> None:
        self.context = z3.Context()
        self.no = z3.BoolVal(False, self.context)
        self.yes = z3.BoolVal(True, self.context)
        self.variables: dict[str, dict[str, Any]] = {
            name: {str(value): z3.Bool(f"{name}={value}", self.context) for value in values}
            for name, values in ATTRIBUTES.items()
        }
        self._solver: Any = z3.SolverFor("QF_FD", ctx=self.context)
        for variables in self.variables.values():
            self._solver.add(z3.PbEq([(variable, 1) for variable in variables.values()], 1))

    def meets(self, conditions: Conditions) -> Any:
        """The formula that every condition holds."""
        tests = [
            z3.Or(*(v for value, v in self.variables[name].items() if value in values), self.no)
            for name, values in conditions.items()
        ]
        return z3.And(*tests, self.yes)

    def find(self, *formulas: Any) -> dict[str, str] | None:
        """A request that meets all ``formulas``, or ``None`` when there is none."""
        self._solver.push()
        self._solver.add(*formulas)
        found: dict[str, str] | None = None
        answer = self._solver.check()
        if answer == z3.sat:
            model = self._solver.model()
            found = {
                name: next(value for value, v in variables.items() if z3.is_true(model.eval(v)))
                for name, variables in self.variables.items()
            }
        self._solver.pop()
        if answer == z3.unknown:
            raise RuntimeError("the solver gave no answer; a claim without an answer is not proved")
        return found

    def exclude(self, request: Attributes, names: Iterable[str]) -> None:
        """From now on find no request that agrees with ``request`` on all of ``names``."""
        self._solver.add(z3.Not(z3.And(*(self.variables[n][request[n]] for n in names))))


class Model:
    """An edition as formulas over the requests of a space."""

    def __init__(self, edition: Edition, space: Space | None = None) -> None:
        self.edition = edition
        self.space = space or Space()
        self._rows = {rule.id: self._rule(rule) for rule in edition.rules}

    @cached_property
    def permitted(self) -> Any:
        """Some row permits and none prohibits."""
        return z3.And(self._any(Effect.PERMIT), z3.Not(self._any(Effect.PROHIBIT)))

    def _any(self, effect: Effect, but: str = "") -> Any:
        rows = [self._rows[r.id] for r in self.edition.rules if r.effect is effect and r.id != but]
        return z3.Or(*rows, self.space.no)

    def _rule(self, rule: Rule) -> Any:
        conditions = {name: rule.holds_on(name) for name in rule.conditions}
        exceptions = [self.space.meets(exception) for exception in rule.unless]
        return z3.And(self.space.meets(conditions), z3.Not(z3.Or(*exceptions, self.space.no)))

    def invariant(self, rule: Rule) -> Claim:
        """No permitted request meets ``rule``."""
        found = self.space.find(self.permitted, self._rule(rule))
        rows = () if found is None else tuple(r.id for r in self._permitting(found))
        return Claim(rule.id, rule.note_nl, rule.note_en, found is None, found, rows)

    def _permitting(self, request: Attributes) -> tuple[Rule, ...]:
        return self.edition.index.outcome(request).permits

    def prohibition_wins(self) -> Claim:
        """No request on which a prohibition holds is permitted by the index of the evaluator."""
        permitted = self._permitted_by_index()
        found = None
        rows: tuple[str, ...] = ()
        for rule in self.edition.rules:
            if rule.effect is Effect.PROHIBIT and found is None:
                found = self.space.find(permitted, self._rows[rule.id])
                rows = (rule.id,) if found else ()
        return Claim(
            "prohibition-wins",
            "Een verbod wint altijd van een toestemming.",
            "A prohibition always wins from a permission.",
            found is None,
            found,
            rows,
        )

    def _permitted_by_index(self) -> Any:
        parts: dict[Effect, list[Any]] = {effect: [] for effect in Effect}
        for rule in self.edition.rules:
            parts[rule.effect] += [self.space.meets(clause) for clause in clauses(rule)]
        prohibits = z3.Or(*parts[Effect.PROHIBIT], self.space.no)
        return z3.And(z3.Or(*parts[Effect.PERMIT], self.space.no), z3.Not(prohibits))

    def index_reads_the_table(self) -> Claim:
        """The evaluator's clauses and the rows of the table say the same on every request."""
        found = self.space.find(self.permitted != self._permitted_by_index())
        return Claim(
            "same-reading",
            "Beide lezingen van de tabel geven op elk verzoek hetzelfde antwoord.",
            "Both readings of the table give the same answer to every request.",
            found is None,
            found,
        )

    def unknown_never_widens(self) -> Claim:
        """Whatever attribute becomes unknown, a refusal stays a refusal."""
        for name, values in ATTRIBUTES.items():
            if name in ("from", "to", "category"):
                continue
            least = values[-1]
            swap = [
                (variable, self.space.yes if value == least else self.space.no)
                for value, variable in self.space.variables[name].items()
            ]
            without = z3.substitute(self.permitted, *swap)
            found = self.space.find(without, z3.Not(self.permitted))
            if found is not None:
                return Claim(
                    "unknown-never-widens",
                    f"Onbekend maken van {name} verruimt.",
                    f"Making {name} unknown widens.",
                    False,
                    found,
                )
        return Claim(
            "unknown-never-widens",
            "Geen regel verruimt wanneer een gegeven ontbreekt.",
            "No rule widens when an attribute goes missing.",
            True,
        )

    def every_permit_reachable(self) -> Claim:
        """For every permitting row some request is permitted on it."""
        dead = tuple(
            rule.id
            for rule in self.edition.rules
            if rule.effect is Effect.PERMIT
            and self.space.find(self._rows[rule.id], z3.Not(self._any(Effect.PROHIBIT))) is None
        )
        return Claim(
            "permits-reachable",
            "Elke toestemming kan werken." if not dead else "Toestemmingen die nooit werken.",
            "Every permission can work." if not dead else "Permissions that can never work.",
            not dead,
            None,
            dead,
        )

    def shadowed(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Rows that never decide alone, with the rows of their kind that also hold there.

        A permission covered by others is superfluous; a prohibition is when whatever it stops is
        stopped by others, or permitted by no row.
        """
        for rule in self.edition.rules:
            alone = z3.And(self._rows[rule.id], z3.Not(self._any(rule.effect, but=rule.id)))
            if rule.effect is Effect.PROHIBIT:
                alone = z3.And(alone, self._any(Effect.PERMIT))
            if self.space.find(alone) is None:
                others = tuple(
                    other.id
                    for other in self.edition.rules
                    if other.effect is rule.effect and other.id != rule.id and _overlap(rule, other)
                )
                yield rule.id, others


def overlaps(edition: Edition) -> Iterator[tuple[str, str]]:
    """Pairs of a permission and a prohibition that hold together on some request."""
    for permit in edition.rules:
        for prohibition in edition.rules:
            if (
                permit.effect is Effect.PERMIT
                and prohibition.effect is Effect.PROHIBIT
                and _overlap(permit, prohibition)
            ):
                yield permit.id, prohibition.id


def _overlap(one: Rule, other: Rule) -> bool:
    """Whether both rows hold on some request: rows are products of sets, so this is exact."""
    return any(
        all(a.get(name, b[name]) & b[name] for name in b) and all(a.values())
        for a in clauses(one)
        for b in clauses(other)
    )
