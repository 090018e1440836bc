from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from samen.engines.linkage import filters, oprf
from samen.engines.linkage.hitnohit import (
    Answer,
    Matcher,
    MemoryStore,
    Probe,
    Stored,
    coincidence_rates,
    keys_needed,
)
from samen.engines.linkage.linking import table_of
from samen.engines.linkage.matchkeys import KEY_TYPES, is_bsn, match_keys, persons_of
from samen.engines.linkage.psi import DiffieHellmanIntersection
from samen.engines.linkage.spec import spec_from_mapping
from samen.engines.linkage.tokens import (
    KeyHolder,
    Token,
    TokenBatch,
    blind_keys,
    finalise_tokens,
    new_handle,
    new_key,
)
from samen.kernel.errors import InvalidInput

SPEC = spec_from_mapping(
    {
        "id": "id",
        "fields": {
            "name": {"columns": ["name"]},
            "born": {"kind": "date", "columns": ["born"]},
            "address": {"columns": ["address"]},
            "phone": {"columns": ["phone"]},
            "document": {"columns": ["document"]},
        },
    }
)
TODAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def row(**values: str) -> dict[str, str]:
    blank = {"id": "1", "name": "", "born": "", "address": "", "phone": "", "document": ""}
    return {**blank, **values}


class Party:
    """K and the sources around one epoch."""

    def __init__(self, limit: int = 10_000) -> None:
        self.used: Counter[str] = Counter()
        self.holder = KeyHolder(
            "2026", new_key("2026"), lambda s, d: self.used[s], self._count, limit
        )

    def _count(self, source: str, day: dt.date, number: int) -> None:
        self.used[source] += number

    def batch(self, source: str, rows: list[dict[str, str]]) -> TokenBatch:
        persons = persons_of(table_of(rows, SPEC), SPEC)
        blinded = blind_keys([(new_handle(), match_keys(p)) for _, p in persons], "2026")
        answer = self.holder.evaluate(source, "2026", blinded.elements, TODAY)
        return finalise_tokens(blinded, answer, self.holder.public_key, source)


@pytest.fixture(scope="module")
def party() -> Party:
    return Party()


def matcher(party: Party, log: list[Probe] | None = None, **rest: object) -> Matcher:
    written = [] if log is None else log
    return Matcher(
        MemoryStore(), "2026", party.holder.public_key, secrets.token_bytes(32),
        {"police": "desk P", "shelter": "desk S"}, lambda p, _: written.append(p), **rest,  # type: ignore[arg-type]
    )  # fmt: skip


def ask(m: Matcher, batch: TokenBatch) -> Answer:
    return m.ask(Probe(batch, "decision-1", "officer-7", "case-3"), NOW)


def test_two_organisations_recognise_one_person(party: Party) -> None:
    log: list[Probe] = []
    m = matcher(party, log)
    m.enrol(
        party.batch("shelter", [row(name="Oksana Шевченко", born="2001-05-17", phone="0612345678")])
    )
    hit = ask(
        m,
        party.batch(
            "police", [row(name="Sjevtsjenko Oksana", born="2001-05-17", phone="+31 6 12345678")]
        ),
    )
    assert [h.strength for h in hit.hits] == ["strong"]
    assert hit.hits[0].desk == "desk S"
    assert len(log) == 1 and log[0].decision == "decision-1"
    none = ask(
        m, party.batch("police", [row(name="Jan Bakker", born="1990-01-03", phone="0687654321")])
    )
    assert none.hits == ()


def test_name_and_birth_date_alone_give_no_fuzzy_hit(party: Party) -> None:
    m = matcher(party)
    m.enrol(party.batch("shelter", [row(name="Maria Ionescu", born="1999-03-12")]))
    exact = ask(m, party.batch("police", [row(name="Ionescu Maria", born="1999-03-12")]))
    assert [h.strength for h in exact.hits] == ["possible"]
    near = ask(m, party.batch("police", [row(name="Marja Ionesku", born="1999-03-12")]))
    assert near.hits == ()


def test_a_source_does_not_hit_itself(party: Party) -> None:
    m = matcher(party)
    batch = party.batch("police", [row(name="Maria Ionescu", born="1999-03-12")])
    m.enrol(batch)
    assert ask(m, batch).hits == ()


def test_no_log_no_answer(party: Party) -> None:
    def broken(probe: Probe, moment: dt.datetime) -> None:
        raise OSError("the logbook is full")

    m = matcher(party)
    m.log = broken
    with pytest.raises(OSError, match="full"):
        ask(m, party.batch("police", [row(name="Anna Bos", born="1999-03-12")]))


def test_a_probe_names_its_decision_and_one_person(party: Party) -> None:
    two = party.batch(
        "police",
        [row(name="Anna Bos", born="1999-03-12"), row(id="2", name="Carla Dam", born="1999-03-12")],
    )
    with pytest.raises(InvalidInput) as error:
        matcher(party).ask(Probe(two, "", "", "c"), NOW)
    codes = [p.where for p in error.value.problems]
    assert codes == ["decision", "officer", "tokens"]


def test_the_key_holder_counts_and_stops() -> None:
    party = Party(limit=15)
    party.batch("police", [row(name="Jan Smit", born="1990-02-03")])
    with pytest.raises(InvalidInput, match="at most 15"):
        party.batch("police", [row(name="Piet Smit", born="1990-02-03")])
    party.batch("shelter", [row(name="Piet Smit", born="1990-02-03")])


def test_shared_key_hashes_are_refused() -> None:
    with pytest.raises(InvalidInput, match="shared-key"):
        TokenBatch("police", "2026", b"", (Token("document", bytes(16), "h"),), "HMAC-SHA256")


def test_a_citizen_service_number_is_refused() -> None:
    assert is_bsn("111222333")
    assert not is_bsn("111222334")
    with pytest.raises(InvalidInput, match="UAVG art. 46"):  # noqa: RUF043
        persons_of(table_of([row(document="111222333")], SPEC), SPEC)


def test_the_answer_of_another_key_is_noticed(party: Party) -> None:
    blinded = blind_keys([("h", [("document", b"x")])], "2026")
    other = KeyHolder("2026", new_key("2026"), lambda s, d: 0, lambda s, d, n: None)
    answer = other.evaluate("police", "2026", blinded.elements, TODAY)
    with pytest.raises(oprf.OprfError, match="another key"):
        finalise_tokens(blinded, answer, party.holder.public_key, "police")


def test_match_keys_are_ten_to_fifteen() -> None:
    full = row(
        name="Oksana Shevchenko",
        born="2001-05-17",
        address="Kerkstraat 12 1234AB",
        phone="0612345678",
        document="XY123456",
    )
    _, person = persons_of(table_of([full], SPEC), SPEC)[0]
    kinds = {kind for kind, _ in match_keys(person)}
    assert 10 <= len(kinds) <= 15
    assert kinds <= set(KEY_TYPES)


def test_a_larger_store_asks_for_more_keys() -> None:
    rates = (1e-5, 1e-6, 1e-7, 1e-8)
    assert keys_needed(rates, 1_000, 0.01) == 2
    assert keys_needed(rates, 100_000, 0.01) == 3
    assert keys_needed(rates, 10_000_000, 0.01) > 4


def test_coincidences_are_counted_within_sources_that_hold_each_person_once() -> None:
    shared = {Stored(b"1", "names+date", "police", "a"), Stored(b"1", "names+date", "police", "b")}
    rates = coincidence_rates([shared], {"police": 100})
    assert rates[0] == pytest.approx((1 + 1.64 + 3) / 4950)
    assert rates[1] == pytest.approx(3 / 4950)


def test_private_set_intersection() -> None:
    asker, other = DiffieHellmanIntersection(), DiffieHellmanIntersection()
    question = asker.question([b"a", b"b", b"c"])
    assert asker.common(other.answer(question, [b"c", b"d", b"a"])) == [0, 2]
    assert len(asker.common(other.answer(question, [b"c", b"a"], reveal=False))) == 2


def test_dice_of_the_kernel_is_dice() -> None:
    rng = np.random.default_rng(1)
    records = rng.integers(0, 2**63, (700, 16), dtype=np.uint64) & rng.integers(
        0, 2**63, (700, 16), dtype=np.uint64
    )
    queries = records[:5] | rng.integers(0, 2**63, (5, 16), dtype=np.uint64) & np.uint64(0x1111)
    tiles, bits = filters.to_tiles(records)
    pairs, scores = filters.find_similar(queries, tiles, bits, 500)
    common = np.bitwise_count(queries[:, None, :] & records[None, :, :]).sum(axis=2).astype(int)
    sizes = (
        np.bitwise_count(queries).sum(axis=1)[:, None] + np.bitwise_count(records).sum(axis=1)[None]
    )
    dice = 2 * common / sizes.astype(int)
    assert [tuple(p) for p in pairs.tolist()] == [
        tuple(p) for p in np.argwhere(dice >= 0.5).tolist()
    ]
    np.testing.assert_allclose(scores / 1000, dice[pairs[:, 0], pairs[:, 1]], atol=1.1e-3)
    one, _ = filters.find_similar(queries, tiles, bits, 500, threads=1)
    assert (one == pairs).all()


def test_filters_exist_in_a_venue_only() -> None:
    _, person = persons_of(
        table_of([row(name="Oksana Shevchenko", born="2001-05-17")], SPEC), SPEC
    )[0]
    with (
        pytest.raises(InvalidInput, match="decision"),
        filters.Venue("ZVH", "", bytes(32)).open([person]),
    ):
        pass
    with filters.Venue("ZVH", "d-1", secrets.token_bytes(32)).open([person]) as encoded:
        assert np.bitwise_count(encoded).sum() > 100
    assert not encoded.any()


def test_a_typing_error_keeps_filters_alike() -> None:
    rows = [row(name="Oksana Shevchenko", born="2001-05-17"), row(id="2", name="Oksana Shevchenco", born="2001-05-17"),  # noqa: E501
            row(id="3", name="Piet de Groot", born="1960-11-02")]  # fmt: skip
    persons = [p for _, p in persons_of(table_of(rows, SPEC), SPEC)]
    a, b, c = (filters.encode_person(p, bytes(32)) for p in persons)

    def dice(x: np.ndarray, y: np.ndarray) -> float:
        return (
            2
            * np.bitwise_count(x & y).sum()
            / (np.bitwise_count(x).sum() + np.bitwise_count(y).sum())
        )

    assert dice(a, b) > 0.85 > 0.5 > dice(a, c)


def test_a_key_file_is_not_overwritten(tmp_path: Path) -> None:
    from samen.engines.linkage import key_files

    path = tmp_path / "key.json"
    key_files.keygen("2026", path)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(InvalidInput, match="never overwritten"):
        key_files.keygen("2026", path)
