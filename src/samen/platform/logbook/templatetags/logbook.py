"""Deeds in words, for every page that shows lines of the logbook."""

from __future__ import annotations

from django import template

from samen.platform.logbook.web.labels import name_label

register = template.Library()
register.filter("deed", name_label)
