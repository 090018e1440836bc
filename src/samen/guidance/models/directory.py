"""The help directory in the shape of the Human Services Data Specification 3.1 (HSDS).

Names are HSDS's own, so that a row and what the API publishes can be compared at sight. An address
is not stored at all: a shelter's address is secret, and a region is enough to find help.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Organization(models.Model):
    """HSDS ``organization``; ``platform_id`` is its id as a partner on this platform, if any."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    platform_id = models.UUIDField(null=True, unique=True)
    name = models.CharField(max_length=200, unique=True)
    description = models.TextField()
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """HSDS ``service``. ``assured_date``: the day the provider last said that this is right."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="services"
    )
    name = models.CharField(max_length=200)
    description = models.TextField()
    kind = models.CharField(max_length=40)
    status = models.CharField(max_length=20, default="active")
    url = models.URLField(blank=True)
    email = models.EmailField(blank=True)
    application_process = models.TextField(blank=True)
    eligibility_description = models.TextField(blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True)
    maximum_age = models.PositiveSmallIntegerField(null=True)
    assured_date = models.DateField(null=True)
    last_modified = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="one_service_per_name"),
            models.CheckConstraint(
                condition=models.Q(maximum_age__gte=models.F("minimum_age"))
                | models.Q(maximum_age=None)
                | models.Q(minimum_age=None),
                name="ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Phone(models.Model):
    """HSDS ``phone`` of a service."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=40)
    description = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.number


class ServiceArea(models.Model):
    """HSDS ``service_area`` as a region (type, code); (``country``, ``NL``) is everywhere."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="service_areas")
    region_type = models.CharField(max_length=40)
    region_code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "region_type", "region_code"], name="one_area_per_region"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ServiceLanguage(models.Model):
    """HSDS ``language``: spoken at the service. ``code`` is ISO 639-1 or 639-3."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(max_length=12)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "code"], name="one_row_per_spoken_language")
        ]

    def __str__(self) -> str:
        return self.code


class Unit(models.Model):
    """HSDS ``unit``: what a capacity counts (bed, room, family place, course)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    identifier = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class ServiceCapacity(models.Model):
    """HSDS ``service_capacity``. ``available`` counts free places; a hold takes one off at once."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="capacity")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    available = models.PositiveIntegerField()
    maximum = models.PositiveIntegerField(null=True)
    updated = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(maximum=None) | models.Q(available__lte=models.F("maximum")),
                name="no_more_free_than_exist",
            )
        ]

    def __str__(self) -> str:
        return f"{self.available} / {self.maximum}"


class Taxonomy(models.Model):
    """HSDS ``taxonomy``: one criterion of the Dutch profile (sex, status, care …)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField()
    hard = models.BooleanField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class TaxonomyTerm(models.Model):
    """HSDS ``taxonomy_term``: one answer to a criterion."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.CASCADE, related_name="terms")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "code"], name="one_term_per_code")
        ]

    def __str__(self) -> str:
        return self.code


class Attribute(models.Model):
    """HSDS ``attribute``: a service does or does not take this; absent means *not known*."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="attributes")
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT)
    holds = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "term"], name="one_value_per_term")
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.holds}"


class PlaceHold(models.Model):
    """A place kept free for one referral until the end of ``until``; ``taken`` once it is used."""

    referral_id = models.UUIDField(primary_key=True)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="holds")
    until = models.DateField()
    taken = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.service} until {self.until}"
