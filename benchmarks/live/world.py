"""Two organisations of a kind with many sealed reports: ``python -m live.world make_world``."""

from __future__ import annotations

import sys

from .browser import PASSWORD, PHRASE

OWN, OTHERS = 10_000, 100_000


def make_world() -> None:
    """Two organisations of a kind, one member, and 10,000 sealed reports at the first."""
    from samen.guidance.public import load_content
    from samen.platform.organisations.public import Role, add_member, add_organisation
    from samen.platform.vault.public import found_vault, let_in, set_phrase

    load_content()
    ids = {}
    for name, unit in (("own", "RE02"), ("other", "RE07")):
        made = add_organisation(name=name, kind="care_coordination", region=("police_unit", unit))
        vault, _ = found_vault(organisation_id=made.id)
        ids[name] = str(made.id)
        if name == "own":
            member = add_member(
                None, organisation_id=made.id, email="own@samen.example", name="Own",
                roles=[Role.INTAKE_WORKER], password=PASSWORD,
            )  # fmt: skip
            set_phrase(member_id=member.id, phrase=PHRASE)
            let_in(vault, member_id=member.id)
    fill("GM0153", OWN)


def fill(municipality: str, reports: int) -> None:
    """Sealed reports by the verb itself; only the receipt's argon2id is left out."""
    from django.db import transaction

    from samen.reporting.public import store_report, unreachable

    answers = {
        "perspective": "other", "form_of_exploitation": "SEX-X", "what": "Closed curtains. " * 10,
        "municipality": municipality, "minor": "no", "danger": "no", "consent": "anonymous",
    }  # fmt: skip
    with transaction.atomic():
        for _ in range(reports):
            store_report(answers=answers, language="nl", slip=unreachable())


def copy_to_other(times: int) -> None:
    """Ten times as many reports at the other organisation, copied row by row in SQL.

    Their ciphertexts are short and open nothing, which nobody notices: nobody may open them.
    """
    from django.db import connection

    from samen.platform.organisations.public import partners

    ids = {row.name: row.id.hex for row in partners()}
    theirs, fresh = f"'{ids['other']}'", "lower(hex(randomblob(16)))"
    changes = {
        ("reporting_report", "t.id = c.old_report"): {
            "id": "c.report",
            "receiver_id": theirs,
            "receipt_lookup": "randomblob(32)",
        },
        ("vault_sealedpart", "t.id = c.old_part"): {
            "id": "c.part",
            "subject_id": "c.report",
            "owner_id": theirs,
            "ciphertext": "zeroblob(64)",
        },
        ("vault_grant", "t.part_id = c.old_part AND t.holder_kind = 'organisation'"): {
            "id": fresh,
            "part_id": "c.part",
            "holder_id": theirs,
        },
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"""CREATE TEMP TABLE copies AS
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times})
            SELECT r.id AS old_report, p.id AS old_part, {fresh} AS report, {fresh} AS part
            FROM reporting_report r JOIN vault_sealedpart p
            ON p.subject_id = r.id AND p.kind = 'report', n WHERE r.receiver_id = %s""",
            [ids["own"]],
        )
        for (table, join), changed in changes.items():
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")
            names = [column[0] for column in cursor.description]
            values = ", ".join(changed.get(name, f"t.{name}") for name in names)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) "
                f"SELECT {values} FROM copies c JOIN {table} t ON {join}"
            )
        cursor.execute(
            "SELECT count(*) FROM reporting_report WHERE receiver_id = %s", [ids["other"]]
        )
        assert cursor.fetchone()[0] >= times * OWN
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    import django

    django.setup()
    from samen.platform.database.public import SYSTEM, acting

    with acting(SYSTEM):
        {"make_world": make_world, "copy_to_other": lambda: copy_to_other(OTHERS // OWN)}[
            sys.argv[1]
        ]()
