"""The editor: drafts row by row, four eyes, proofs before approval, the version of the day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from tests.worlds import World

from samen.engines.rules.sharing import load_table
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.logbook.models import Entry
from samen.sharing.actions import rules
from samen.sharing.actions.disclosures import table
from samen.sharing.domain.table_text import packaged_text, rows_of
from samen.sharing.models import TableVersion
from samen.sharing.queries.rules import version_in_force

pytestmark = pytest.mark.django_db
OFFICER = "privacy_officer"
BASE = "/en/werk/delen/regels/"


def begin(world: World, **later: int) -> UUID:
    return rules.start_draft(
        world.coordination.actors[OFFICER],
        valid_from=clock.today() + timedelta(**later),
        note="Test.",
    )


def cells_of(row_id: str) -> dict[str, str]:
    return next(row for row in rows_of(packaged_text()) if row["id"] == row_id)


def harmless(draft: UUID, world: World) -> UUID:
    return rules.put_row(
        world.coordination.actors[OFFICER],
        draft_id=draft,
        cells=cells_of("P01") | {"note_en": "Changed."},
        new=False,
    )


def test_without_versions_the_packaged_table_decides(world):
    assert table().version == load_table().version
    assert version_in_force(clock.today()).number == 0


def test_another_privacy_officer_approves_and_the_new_table_decides(world):
    draft = harmless(begin(world), world)
    with pytest.raises(PermissionDenied):
        rules.approve(world.coordination.actors[OFFICER], draft_id=draft)
    rules.approve(world.shelter.actors[OFFICER], draft_id=draft)
    assert table().version != load_table().version
    assert table().version == TableVersion.objects.get(id=draft).digest
    assert table(clock.today() - timedelta(days=1)).version == load_table().version
    names = set(Entry.objects.filter(activity="sharing").values_list("name", flat=True))
    assert {"rules.draft", "rules.approve"} <= names


def test_an_effective_date_in_the_future_does_not_decide_today(world):
    draft = harmless(begin(world, days=10), world)
    rules.approve(world.shelter.actors[OFFICER], draft_id=draft)
    assert table().version == load_table().version
    assert table(clock.today() + timedelta(days=10)).version != load_table().version


def test_whoever_touched_an_earlier_version_of_the_draft_cannot_approve(world):
    draft = begin(world)
    draft = rules.put_row(
        world.shelter.actors[OFFICER], draft_id=draft, cells=cells_of("P01"), new=False
    )
    for desk in (world.coordination, world.shelter):
        with pytest.raises(PermissionDenied):
            rules.approve(desk.actors[OFFICER], draft_id=draft)


def test_an_approval_counts_only_for_what_was_looked_at(world):
    seen = begin(world)
    harmless(seen, world)
    with pytest.raises(InvalidInput, match="changed or closed"):
        rules.approve(world.shelter.actors[OFFICER], draft_id=seen)


def test_a_broken_claim_refuses_the_approval(world):
    draft = begin(world)
    row = cells_of("S06") | {
        "id": "X1", "from": "any", "to": "riec", "category": "health", "regime": "any",
        "records": "",
    }  # fmt: skip
    draft = rules.put_row(world.coordination.actors[OFFICER], draft_id=draft, cells=row, new=True)
    for prohibition in [r for r in rows_of(packaged_text()) if r["effect"] == "prohibit"]:
        if "riec" in prohibition["to"] or prohibition["to"] in ("any", "venues"):
            draft = rules.put_row(
                world.coordination.actors[OFFICER],
                draft_id=draft,
                cells=prohibition | {"status": "withdrawn"},
                new=False,
            )
    with pytest.raises(InvalidInput, match="claim is broken"):
        rules.approve(world.shelter.actors[OFFICER], draft_id=draft)
    page = world.shelter.client(OFFICER).get(BASE + "beoordelen").content.decode()
    assert "broken" in page
    assert "Approve this version" not in page
    assert table().version == load_table().version


def test_rows_end_and_never_disappear(world):
    draft = rules.end_row(
        world.coordination.actors[OFFICER],
        draft_id=begin(world),
        row_id="P01",
        last_day=clock.today(),
    )
    text = TableVersion.objects.get(id=draft).document["csv"]
    assert next(r for r in rows_of(text) if r["id"] == "P01")["valid_to"] == str(clock.today())
    assert len(rows_of(text)) == len(rows_of(packaged_text()))


def test_errors_of_the_loader_stand_beside_their_cell_and_the_form_stays_filled(world):
    draft = begin(world)
    client = world.coordination.client(OFFICER)
    page = client.get(BASE + "rij/P01")
    data = {k: v for k, v in form_values(page).items() if v is not None}
    found = client.post(BASE + "rij/P01", data | {"basis": "Nonsense 99", "draft": str(draft)})
    assert found.status_code == 400
    assert "basis" in found.context["form"].errors
    assert "Nonsense 99" in found.content.decode()
    kept = client.post(BASE + "rij/P01", data | {"note_en": "Better.", "draft": str(draft)})
    assert kept.status_code == 302
    text = TableVersion.objects.get(state="draft").document["csv"]
    changed = [
        (a, b) for a, b in zip(rows_of(packaged_text()), rows_of(text), strict=True) if a != b
    ]
    assert [b["id"] for _, b in changed] == ["P01"]
    assert changed[0][0] | {"note_en": "Better."} == changed[0][1]


def form_values(page) -> dict[str, object]:
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields}


def test_every_row_survives_the_form(world):
    draft = begin(world)
    client = world.coordination.client(OFFICER)
    from samen.sharing.web.rule_forms import RowForm

    assert client.get(BASE).status_code == 200
    assert draft
    for cells in rows_of(packaged_text()):
        shown = RowForm(new=False, cells=cells)
        data = {n: v for n in shown.fields if (v := shown[n].value()) is not None}
        sent = RowForm(data, new=False, cells=cells)
        assert sent.is_valid(), (cells["id"], sent.errors)
        assert sent.cells() == cells


def test_analysts_read_and_caseworkers_do_not(world):
    draft = begin(world)
    analyst = world.coordination.client("analyst")
    for page in ("", "rij/P01", "beoordelen", "proberen", "gaten", "gaten.csv", "gaten.svg"):
        assert analyst.get(BASE + page).status_code == 200, page
    worker = world.shelter.client("caseworker")
    assert worker.get(BASE).status_code == 403
    assert worker.post(f"{BASE}{draft}/goedkeuren").status_code == 403


def test_a_request_is_tried_on_both_tables(world):
    begin(world)
    client = world.coordination.client(OFFICER)
    data = {
        "from": "ngo", "to": "police", "category": "criminal", "purpose": "report_offence",
        "subject": "victim", "regime": "gdpr", "consent": "given", "minor": "no",
        "acute_danger": "no", "incapable_of_consent": "no", "bsn_included": "no",
        "others_traceable": "no", "weighty_objection": "no",
    }  # fmt: skip
    found = client.post(BASE + "proberen", data)
    assert [decision.permitted for _, decision in found.context["found"]] == [True, True]


def test_the_filter_shows_the_rows_for_a_pair(world):
    client = world.coordination.client(OFFICER)
    page = client.get(BASE, {"from": "ngo", "to": "police"})
    assert 0 < len(page.context["rows"]) < page.context["total"]
