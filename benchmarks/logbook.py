"""What the logbook costs: appending, proving and verifying, as it grows. CPU time, SQLite.

Run: ``python benchmarks/logbook.py [--entries 20000]``. The tree alone is also
compared with pymerkle (GPL-3.0, in an environment of its own: it is no dependency of Samen), when
that can be imported.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from functools import partial
from uuid import uuid4

import click


def cpu_ms(action, count: int) -> float:
    """CPU milliseconds for one of ``count`` calls."""
    begun = time.process_time()
    for number in range(count):
        action(number)
    return (time.process_time() - begun) * 1000 / count


@click.command()
@click.option(
    "--entries", default=20_000, show_default=True, help="Size of the logbook at the end."
)
def main(entries: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "SAMEN_DEMO": "yes",
            "SAMEN_HTTPS": "no",
            "SAMEN_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "samen.config.settings",
        }
        import django

        django.setup()
        measure(entries)
        tree_alone()


def measure(entries: int) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction

    from samen.platform.logbook import actions, queries

    call_command("migrate", verbosity=0)
    subjects = [uuid4() for _ in range(1000)]

    def append(number: int) -> None:
        actions.record(
            actor=None,
            activity="casework",
            name="benchmark.append",
            subjects=[subjects[number % 1000]],
        )

    def prove(size: int, number: int) -> None:
        queries.prove(number * 7 % size, size)

    def in_one_transaction(count: int) -> None:
        with transaction.atomic():
            for number in range(count):
                append(number)

    print("| entries | append, ms CPU | append, queries | proof, ms CPU |")
    print("|---:|---:|---:|---:|")
    size = 0
    for target in (entries // 100, entries // 10, entries):
        in_one_transaction(target - size - 200)
        rounds = [cpu_ms(append, 50) for _ in range(4)]
        size = queries.size()
        connection.force_debug_cursor = True
        before = len(connection.queries)
        append(0)
        used = len(connection.queries) - before
        connection.force_debug_cursor = False
        proofs = cpu_ms(partial(prove, size), 50)
        print(f"| {size} | {statistics.median(rounds):.2f} | {used} | {proofs:.2f} |")
        size += 1
    begun = time.process_time()
    found = queries.verify()
    seconds = time.process_time() - begun
    assert not found.problems, found.problems
    print(f"\nverify: {found.size} entries in {seconds:.2f} s CPU, {found.size / seconds:.0f}/s")


def tree_alone(leaves: int = 100_000) -> None:
    from samen.platform.logbook.domain import merkle

    data = [str(number).encode() for number in range(leaves)]
    begun = time.process_time()
    frontier: list[bytes] = []
    nodes: dict[merkle.Address, bytes] = {}  # pymerkle keeps every node too
    for index, item in enumerate(data):
        nodes[0, index] = leaf = merkle.leaf_hash(item)
        frontier, finished = merkle.append(index, frontier, leaf)
        nodes.update(finished)
    ours = time.process_time() - begun
    root = merkle.root(frontier)
    print(f"tree alone: {leaves / ours:.0f} appends a second")
    try:
        from pymerkle import InmemoryTree
    except ImportError:
        print("pymerkle is not installed: no comparison")
        return
    peer = InmemoryTree(algorithm="sha256")
    begun = time.process_time()
    for item in data:
        peer.append_entry(item)
    theirs = time.process_time() - begun
    assert peer.get_root() == root, "the same tree"
    print(
        f"pymerkle:   {leaves / theirs:.0f} appends a second; ours is {theirs / ours:.2f} x as fast"
    )


if __name__ == "__main__":
    main()
