"""Decisions, proofs and differences in words, for the command line and for print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from samen.engines.rules.policy import Citation
from samen.engines.rules.sharing.decide import Decision
from samen.engines.rules.sharing.diff import Difference
from samen.engines.rules.sharing.explain import Kind, Missing, attribute_text
from samen.engines.rules.sharing.prove import Claim, Proof
from samen.engines.rules.sharing.table import Edition, Rule
from samen.kernel.codes import DataCategory, OrganisationType

Lines = Iterator[str]


def _cited(basis: Iterable[Citation]) -> str:
    return "; ".join(str(citation) for citation in basis)


def decision_lines(decision: Decision, *, dutch: bool = True) -> Lines:
    """A decision as a person reads it: the answer, why, what to do, what is missing."""
    n = 0 if dutch else 1
    asked = decision.category_asked.labels[n]
    if decision.permitted:
        yield (f"JA, dit mag: {asked.lower()}." if dutch else f"YES, permitted: {asked.lower()}.")
    elif decision.category_granted is not None:
        granted = decision.category_granted.labels[n].lower()
        yield (
            f"NOG NIET: {asked.lower()}. Wel: {granted}."
            if dutch
            else f"NOT YET: {asked.lower()}. Permitted: {granted}."
        )
    else:
        yield f"NOG NIET: {asked.lower()}." if dutch else f"NOT YET: {asked.lower()}."
    if decision.rules:
        yield ""
        yield "Waarom" if dutch else "Why"
    for rule in decision.rules:
        yield f"  {rule.id}  {(rule.note_nl, rule.note_en)[n]} [{_cited(rule.basis)}]"
        if rule.on_unknown:
            names = ", ".join(rule.on_unknown)
            yield f"       ({'niet bekend' if dutch else 'not known'}: {names})"
    for fault in decision.record_faults:
        yield f"  !  {(fault.text_nl, fault.text_en)[n]}"
    if decision.obligations:
        yield ""
        yield "Wat u dan moet doen" if dutch else "What you must do"
    for duty in decision.obligations:
        due = f" ({duty.due})" if duty.due else ""
        yield f"  - {(duty.text_nl, duty.text_en)[n]}{due} [{_cited(duty.basis)}]"
    if decision.routes:
        yield ""
        yield "Wat er nog ontbreekt, per route" if dutch else "What is missing, by route"
    for route in decision.routes:
        label = f"{route.rule_id}  {(route.note_nl, route.note_en)[n]}" if route.rule_id else "-"
        yield f"  {label}" + (f" [{_cited(route.basis)}]" if route.basis else "")
        for item in route.missing:
            yield f"      {_mark(item)} {(item.text_nl, item.text_en)[n]}"
    yield ""
    if decision.rests_on_drafts:
        yield (
            "Deze regels zijn een concept; een jurist moet ze nog vaststellen."
            if dutch
            else "These rules are a draft; a jurist has still to approve them."
        )
    yield (f"Tabel {decision.table_version}, {decision.date}, {decision.request_digest[:16]}")


def _mark(item: Missing) -> str:
    return {Kind.RECORD: "[ ]", Kind.FACT: "[?]"}.get(item.kind, "[x]")


def readable(request: Mapping[str, str], rules: Iterable[Rule], *, dutch: bool = False) -> str:
    """A request in one line: its parties and the attributes ``rules`` look at."""
    n = 0 if dutch else 1
    looked_at = {name for r in rules for part in (r.conditions, *r.unless) for name in part}
    said = ", ".join(
        attribute_text(name, request[name])[n] for name in request if name in looked_at - _PARTIES
    )
    sender, recipient = (OrganisationType(request[side]).labels[n] for side in ("from", "to"))
    parties = f"{sender} → {recipient}: {DataCategory(request['category']).labels[n].lower()}"
    return f"{parties} ({said})" if said else parties


_PARTIES = {"from", "to", "category"}


def proof_lines(proof: Proof, edition: Edition, invariants: Iterable[Rule]) -> Lines:
    """The claims with their answer; a broken one with the request that breaks it."""
    known = {rule.id: rule for rule in invariants}
    for claim in proof.claims:
        yield f"{'proved' if claim.holds else 'BROKEN':8}{claim.id:22}{claim.text_en}"
        if claim.counterexample is not None:
            yield f"        broken by: {_example(claim, edition, known)}"
        if claim.rows:
            yield f"        rows: {', '.join(claim.rows)}"
    if proof.shadowed:
        yield ""
        yield "Rows that never decide alone (covered by others):"
    for row, others in proof.shadowed:
        yield f"        {row:6}{', '.join(others)}"
    yield ""
    yield f"{len(proof.overlaps)} pairs of a permission and a prohibition overlap; the latter wins."


def _example(claim: Claim, edition: Edition, known: Mapping[str, Rule]) -> str:
    rules = [edition.by_id[row] for row in claim.rows if row in edition.by_id]
    if claim.id in known:
        rules.append(known[claim.id])
    return readable(claim.counterexample or {}, rules)


def difference_lines(difference: Difference, old: Edition, new: Edition) -> Lines:
    """Which answers change, each with an example."""
    for title, rows in (
        ("Added", difference.added),
        ("Removed", difference.removed),
        ("Changed", difference.changed),
    ):
        if rows:
            yield f"{title} rows: {', '.join(rows)}"
    if not difference.changes:
        yield "No request changes its answer."
        return
    for change in difference.changes:
        direction = "now permitted" if change.now_permitted else "no longer permitted"
        rows = {*change.rows_before, *change.rows_after}
        rules = [r for edition in (old, new) for r in edition.rules if r.id in rows]
        before = ", ".join(change.rows_before) or "none"
        after = ", ".join(change.rows_after) or "none"
        yield f"{direction}: {readable(change.example, rules)}"
        yield f"        rows before: {before}; after: {after}"
    yield ""
    yield (
        f"{len(difference.changes)} combinations of sender, recipient and category change"
        f"{'' if difference.complete else ' (stopped at the limit)'}; of "
        f"{difference.sampled:,} random requests {difference.opened:,} open and "
        f"{difference.closed:,} close."
    )
