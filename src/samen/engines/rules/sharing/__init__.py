"""May this be shared? Written rules with article numbers decide, explain and can be proved.

>>> from samen.engines.rules.sharing import Request, decide, load_table
>>> decision = decide(request, load_table(), records)
>>> decision.permitted, decision.rung_granted, decision.rules, decision.missing

See ``docs/rules/`` for how a decision is explained and how a jurist edits the table.
"""

from samen.engines.rules.policy import Article, Citation, article_of
from samen.engines.rules.sharing.decide import Decision, Duty, FiredRule, decide
from samen.engines.rules.sharing.explain import Kind, Missing, Route
from samen.engines.rules.sharing.gaps import facts_that_matter, open_recipients
from samen.engines.rules.sharing.load import load_table, parse_table
from samen.engines.rules.sharing.parse import parse_request
from samen.engines.rules.sharing.records import (
    RECORD_FORMS,
    RecordForm,
    RecordKind,
    SignerRole,
)
from samen.engines.rules.sharing.request import RecordFault, Records, Request, SignedRecord
from samen.engines.rules.sharing.table import Effect, Rule, Status, Table
from samen.engines.rules.sharing.vocabulary import (
    FLAGS,
    Consent,
    Purpose,
    Regime,
    Subject,
)

__all__ = [
    "FLAGS",
    "RECORD_FORMS",
    "Article",
    "Citation",
    "Consent",
    "Decision",
    "Duty",
    "Effect",
    "FiredRule",
    "Kind",
    "Missing",
    "Purpose",
    "RecordFault",
    "RecordForm",
    "RecordKind",
    "Records",
    "Regime",
    "Request",
    "Route",
    "Rule",
    "SignedRecord",
    "SignerRole",
    "Status",
    "Subject",
    "Table",
    "article_of",
    "decide",
    "facts_that_matter",
    "load_table",
    "open_recipients",
    "parse_request",
    "parse_table",
]
