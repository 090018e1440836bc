"""The matcher's tokens in the database, as the engine's store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samen.engines.linkage.hitnohit import Stored
from samen.sharing.domain.probes import at_most
from samen.sharing.models import HitToken


@dataclass(frozen=True, slots=True)
class TokenRows:
    """Tokens of one epoch; what is found and counted are the ``findable`` handles, no others."""

    epoch: str
    findable: frozenset[str] = frozenset()

    def add(self, stored: Iterable[Stored]) -> None:
        """Keep tokens; one that is there already stays once."""
        HitToken.objects.bulk_create(
            (
                HitToken(
                    epoch=self.epoch,
                    value=item.value,
                    type=item.type,
                    source=item.source,
                    handle=item.handle,
                )
                for item in stored
            ),
            ignore_conflicts=True,
        )

    def find(self, values: Sequence[bytes]) -> list[Stored]:
        """The findable tokens with one of these values."""
        rows = HitToken.objects.filter(value__in=list(values), epoch=self.epoch)
        return [
            Stored(bytes(row.value), row.type, row.source, row.handle)
            for row in rows
            if row.handle in self.findable
        ]

    def records(self) -> int:
        """How many people can be found, rounded up: what is told of it, and never too hopeful."""
        return at_most(len(self.findable))

    def drop(self, source: str, handle: str) -> int:
        """Forget one record's tokens; how many there were."""
        return HitToken.objects.filter(source=source, handle=handle).delete()[0]

    def drop_source(self, source: str) -> int:
        """Forget a source's tokens of every epoch; how many there were."""
        return HitToken.objects.filter(source=source).delete()[0]
