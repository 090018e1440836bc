"""Speed of the rules engine beside its peers, in one run, in CPU seconds on one core.

    python benchmarks/rules.py            # cedarpy and zen-engine come with Samen's test extra
    pip install gordon-to-regorus         # optional: adds the OPA-style peer

Every engine answers the same sampled requests from the same table, and every answer is compared
with ours before it is timed. A peer gives the ids of the rows that hold; ours gives the whole
decision: rung, rows with citations, obligations, record checks and what is missing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable

import cedarpy
from rules_peers import rego_text, zen_table

from samen.engines.rules.rights import assess
from samen.engines.rules.sharing import (
    RECORD_FORMS,
    Consent,
    Purpose,
    RecordKind,
    Regime,
    Request,
    SignedRecord,
    Subject,
    decide,
    load_table,
)
from samen.engines.rules.sharing.bulk import BulkIndex, request_at, sample
from samen.engines.rules.sharing.prove import prove
from samen.engines.rules.sharing.records import RECORD_ATTRIBUTES
from samen.engines.rules.sharing.table import Edition
from samen.engines.rules.sharing.vocabulary import ATTRIBUTES, FLAGS, UNKNOWN
from samen.kernel.codes import DataCategory, OrganisationType

DAY = dt.date(2026, 3, 2)


def best(run: Callable[[], object], repeats: int) -> float:
    """Fewest CPU seconds of ``repeats`` runs."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


def as_request(attributes: dict[str, str]) -> tuple[Request, dict[str, SignedRecord]]:
    """A full request with signed records that has exactly these attributes."""
    kinds = [k for k in RECORD_ATTRIBUTES if attributes[k.value] == "valid"]
    if attributes["consent"] == "given":
        kinds.append(RecordKind.CONSENT)
    purpose = attributes["purpose"]
    flags = {n: {"yes": True, "no": False}.get(attributes[n]) for n in FLAGS}
    retention = {True: DAY - dt.timedelta(1), False: DAY, None: None}[
        flags.pop("retention_expired")
    ]
    records = {
        kind.value: SignedRecord(
            id=kind.value,
            kind=kind,
            signer_role=min(RECORD_FORMS[kind].signers),
            signed_on=DAY,
            valid_until=None,
            from_types=frozenset(OrganisationType),
            to_types=frozenset(OrganisationType),
            categories=frozenset(DataCategory),
            purposes=frozenset(Purpose),
            subject_ref="p",
            answered=frozenset(RECORD_FORMS[kind].answers),
            consent=Consent.GIVEN,
        )
        for kind in kinds
    }

    def known(kind: type, name: str) -> object:
        return None if attributes[name] == UNKNOWN else kind(attributes[name])

    request = Request(
        from_organisation_type=OrganisationType(attributes["from"]),
        to_organisation_type=OrganisationType(attributes["to"]),
        category=DataCategory(attributes["category"]),
        purpose=Purpose(purpose),
        date=DAY,
        subject_ref="p",
        subject=known(Subject, "subject"),
        regime=known(Regime, "regime"),
        consent=known(Consent, "consent"),
        retention_until=retention,
        evidence=tuple(records),
        **flags,
    )
    return request, records


def realistic(edition: Edition, count: int) -> list[dict[str, str]]:
    """Sampled requests a person can make: known purpose, no contradiction."""
    columns = sample(edition, 20 * count, seed=5)
    found = []
    for row in range(20 * count):
        attributes = request_at(columns, row)
        if attributes["purpose"] == UNKNOWN:
            continue
        # Nobody attaches a record that no rule between these two asks for.
        asked = {
            name
            for rule in edition.rules
            if attributes["from"] in rule.holds_on("from")
            and attributes["to"] in rule.holds_on("to")
            for part in (rule.conditions, *rule.unless)
            for name in part
        }
        attributes |= {k.value: "absent" for k in RECORD_ATTRIBUTES if k not in asked}
        request, records = as_request(attributes)
        try:
            decide(request, TABLE, records)
        except ValueError:
            continue
        found.append(attributes)
        if len(found) == count:
            break
    return found


def report(name: str, count: int, seconds: float, base: float | None) -> float:
    rate = count / seconds
    ratio = "" if base is None else f"{base / rate:8.2f}x"
    print(f"{name:58}{rate:14,.0f} /s {1e6 * seconds / count:9.1f} µs {ratio}")
    return rate


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--bulk", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()

    def compile_and_prove() -> None:
        edition = Edition(load_table().edition(DAY).rules)
        _ = edition.cedar
        assert prove(edition).holds

    print(f"load, compile and prove the table: {best(compile_and_prove, 3):.2f} s CPU (goal < 3)")
    TABLE = load_table()
    EDITION = TABLE.edition(DAY)
    attributes = realistic(EDITION, options.requests)
    count = len(attributes)
    outcomes = [EDITION.index.outcome(item) for item in attributes]
    share = sum(outcome.permitted for outcome in outcomes) / count
    print(f"{count} requests, {share:.0%} permitted, {len(EDITION.rules)} rows\n")

    pairs = [as_request(item) for item in attributes]
    for (request, records), outcome in zip(pairs, outcomes, strict=True):
        assert decide(request, TABLE, records).permitted is outcome.permitted

    def decide_all(some: list[tuple[Request, dict[str, SignedRecord]]]) -> None:
        for request, records in some:
            decide(request, TABLE, records)

    ours = report(
        "Samen decide(): both engines, reasons, duties, missing",
        count,
        best(lambda: decide_all(pairs), options.repeats),
        None,
    )
    only = [pair for pair, outcome in zip(pairs, outcomes, strict=True) if outcome.permitted]
    report(
        "  of which the permitted ones",
        len(only),
        best(lambda: decide_all(only), options.repeats),
        None,
    )

    context = [name for name in ATTRIBUTES if name not in ("from", "to", "category")]
    policies = cedarpy.PolicySet.from_str(EDITION.cedar.whole.text)
    schema = cedarpy.Schema.from_str(EDITION.cedar.whole.schema)
    entities = cedarpy.Entities.from_json_str("[]")
    requests = [
        {
            "principal": {"type": "Organisation", "id": item["from"]},
            "action": {"type": "Action", "id": item["category"]},
            "resource": {"type": "Organisation", "id": item["to"]},
            "context": {
                name: item[name] == "valid" if name in RECORD_ATTRIBUTES else item[name]
                for name in context
            },
        }
        for item in attributes
    ]

    def cedar_all() -> list[bool]:
        return [
            cedarpy.is_authorized(request, policies, entities, schema=schema).allowed
            for request in requests
        ]

    assert cedar_all() == [outcome.permitted for outcome in outcomes]
    report("cedarpy, whole table, schema, ids only", count, best(cedar_all, options.repeats), ours)
    rows = {rule.id: rule.effect for rule in EDITION.rules}

    def permitted(ids: set[str]) -> bool:
        return bool(ids) and all(rows[id_] == "permit" for id_ in ids)

    decision = zen_table(EDITION)

    def zen_all() -> list[bool]:
        answers = [decision.evaluate({"facts": item})["result"] for item in attributes]
        return [permitted({row["id"] for row in answer}) for answer in answers]

    assert zen_all() == [outcome.permitted for outcome in outcomes]
    report("zen-engine, collect table, ids only", count, best(zen_all, options.repeats), ours)
    try:
        import regorus
    except ImportError:
        print("regorus (OPA-style): not installed, see the head of this file")
    else:
        engine = regorus.Engine()
        engine.add_policy("samen.rego", rego_text(EDITION))

        def rego_all() -> list[bool]:
            found = []
            for item in attributes:
                engine.set_input(item)
                found.append(permitted(set(engine.eval_rule("data.samen.holds"))))
            return found

        attributes = [{k: str(v) for k, v in item.items()} for item in attributes]
        assert rego_all() == [outcome.permitted for outcome in outcomes]
        report("regorus (OPA-style), ids only", count, best(rego_all, options.repeats), ours)

    columns = sample(EDITION, options.bulk, seed=6)
    bulk = BulkIndex(EDITION.index)
    print()
    report(
        f"Samen bulk, {options.bulk:,} requests",
        options.bulk,
        best(lambda: bulk.permitted(columns), options.repeats),
        None,
    )
    part = [request_at(columns, row) for row in range(min(20_000, options.bulk))]
    report(
        "Samen plain-Python index, one at a time, all rows that hold",
        len(part),
        best(lambda: [EDITION.index.outcome(item) for item in part], options.repeats),
        None,
    )
    facts = {
        "indication": True, "witness_only": False, "minor": False, "residence": "reflection",
        "dublin": False, "reflection_granted_on": DAY, "needs_shelter": True,
    }  # fmt: skip
    report(
        "Samen rights: 22 rights with steps, terms and questions",
        200,
        best(lambda: [assess(facts, DAY) for _ in range(200)], options.repeats),
        None,
    )
