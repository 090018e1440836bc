"""Information pages and the routing table of "who do I call?"."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Page(models.Model):
    """One topic. ``owner`` keeps it right; after ``review_by`` the editor is reminded."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.SlugField(max_length=60, unique=True)
    audience = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    owner = models.CharField(max_length=200)
    source = models.TextField(blank=True)
    checked_on = models.DateField()
    review_by = models.DateField()

    class Meta:
        ordering = ["audience", "position", "key"]

    def __str__(self) -> str:
        return self.key


class PageText(models.Model):
    """A page in one language; ``blocks`` as :class:`samen.guidance.domain.content.Block` rows."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    level = models.CharField(max_length=4)
    title = models.CharField(max_length=200)
    lead = models.TextField(blank=True)
    blocks = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "language"], name="one_text_per_language")
        ]

    def __str__(self) -> str:
        return self.title


class Route(models.Model):
    """Somebody to call, and for whom: one dated row of the routing table.

    ``who``, ``about`` and ``how`` list the answers to the three questions for which this row is
    shown; ``texts`` maps a language to name, purpose and opening hours.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True)
    who = models.JSONField(default=list)
    about = models.JSONField(default=list)
    how = models.JSONField(default=list)
    texts = models.JSONField(default=dict)
    owner = models.CharField(max_length=200)
    source = models.TextField()
    checked_on = models.DateField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.key
