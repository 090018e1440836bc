"""What the engine says, in the reader's language.

The engine states everything in English, with figures and names of lists filled in. Each saying
below is such a sentence with names for what is filled in: found back by its shape, translated as a
whole, filled in again. A sentence that is not here is shown as the engine wrote it.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from samen.monitor.public import ReporterType
from samen.platform.web.words import in_language

METHODS = {
    "independence": _("independent lists"),
    "chao": _("Chao, lower bound"),
    "lincoln-petersen": _("Lincoln-Petersen"),
    "chapman": _("Chapman"),
    "stepwise": _("stepwise"),
    "bic": _("best model (BIC)"),
    "aic": _("best model (AIC)"),
    "average": _("average over models"),
}
METHOD_MEANING = {
    "independence": _("supposes that the lists know nothing of each other and everyone is alike"),
    "chao": _("a lower bound that lets some people be harder to find than others"),
    "lincoln-petersen": _("two lists, supposed independent"),
    "chapman": _("two lists, supposed independent, with less bias when they overlap little"),
    "stepwise": _("adds dependence between two lists as long as an overlap is too improbable"),
    "bic": _("the model that balances fit and simplicity best; every replicate chooses again"),
    "aic": _("as BIC, with a smaller penalty for complexity"),
    "average": _("all decomposable models, each weighted by how well it explains the overlaps"),
}
KINDS = {
    "bca": _("BCa"),
    "percentile": _("percentile"),
    "delta": _("delta method"),
    "lognormal": _("lognormal"),
    "credible": _("credible"),
}
_SAYINGS = (
    _("list '%(list)s' holds nobody and was left out"),
    _(
        "lists '%(list)s' and '%(other)s' hold exactly the same people: '%(third)s' adds nothing "
        "and was left out"
    ),
    _("nobody is registered: there is nothing to estimate from"),
    _("nobody is registered"),
    _("one list says nothing about who is on none"),
    _(
        "with two lists, whether they depend on each other cannot be checked: the estimate stands "
        "or falls with their independence"
    ),
    _("no two lists overlap: the hidden part may be of any size, there is no estimate"),
    _("no two lists overlap: the hidden part may be of any size"),
    _("no two lists overlap: the posterior would only repeat the prior"),
    _("the two lists do not overlap: no upper bound"),
    _("fewer than 10 people are on more than one list: every estimate rests on them"),
    _(
        "%(n)s of %(all)s pairs of lists with nobody in common (%(pairs)s): handled by extended "
        "maximum likelihood"
    ),
    _("everybody registered is on list '%(list)s': the other lists cannot show whom it misses"),
    _("everybody registered is on list '%(list)s': the others cannot show whom it misses"),
    _("everybody registered is on list '%(list)s': the posterior would only repeat the prior"),
    _(
        "everybody on list '%(list)s' is also on '%(other)s': it adds nobody, and says little "
        "about the hidden part"
    ),
    _("%(n)s row(s) repeat a capture history given before: their counts were added"),
    _(
        "the figures for the whole pool %(columns)s; where reporting differs between these, trust "
        "the strata and their sum"
    ),
    _(
        "the methods disagree: from %(low)s (%(method)s) to %(high)s (%(method2)s). The data do "
        "not settle it; publish the range and the reasons, not one of the numbers"
    ),
    _("over all models, lists and merges of this table the total runs from %(low)s to %(high)s"),
    _("%(n)s of %(all)s strata have no estimate"),
    _("%(method)s: %(n)s of %(all)s replicates have no finite estimate; they count as unbounded"),
    _("%(method)s: %(n)s replicates stopped without a verdict and count as unbounded"),
    _(
        "%(method)s: the median of the replicates (%(low)s) is far from the estimate (%(high)s): "
        "the choice of model is unstable"
    ),
    _("average: %(share)s of the posterior lies at the end of its grid (%(high)s)"),
    _("average: with this many people the weights of the models are rough"),
    _(
        "average: %(share)s of the weight is on the model in which all lists depend on each other; "
        "it says nothing of the hidden part and repeats the prior"
    ),
    _("model averaging needs %(low)s to %(high)s lists: take lists together or leave some out"),
    _("model averaging needs %(low)s to %(high)s lists"),
    _(
        "only the model in which all lists depend on each other fits, and it says nothing of the "
        "hidden part"
    ),
    _("chapman: the lists do not overlap; the number is only a lower bound"),
    _("chao: nobody is on exactly two lists; no interval"),
    _("chao: the bound is the number registered, so it says nothing of the hidden part"),
    _("this estimator is for exactly two lists"),
    _("the overlaps do not determine all parameters of the model"),
    _("the likelihood has no maximum: the overlaps fit an ever larger hidden part better"),
    _("not estimable"),
    _("not identified"),
    _("not applicable"),
    # What is assumed, and models in words.
    _("the population did not change while the lists were made"),
    _("records of one person were linked without error"),
    _("everyone has the same chance to be on a given list"),
    _("being on one list does not change the chance to be on another"),
    _("lists depend on each other only as the model says; no dependence of all together"),
    _("people may differ in how easily any list finds them"),
    _("a lower bound, not an estimate: the true number is at least about this large"),
    _(
        "dependence between the lists follows some decomposable graph, all equally likely "
        "beforehand"
    ),
    _("beforehand, a population twice as large is half as likely (prior 1/N)"),
    _("independent lists"),
    _("dependence: %(list)s"),
    _("lower bound"),
    _("weighted over all decomposable models"),
    # The sensitivity table.
    _("method"),
    _("stepwise path"),
    _("within 6 BIC, order %(n)s"),
    _("one list left out"),
    _("two lists as one"),
    _("stepwise, p %(n)s"),
    _("best BIC, order %(n)s"),
    _("best AIC, order %(n)s"),
    _("average over graphs"),
    _("without %(list)s"),
    # What is wrong with a file.
    _('row %(row)s, column "%(name)s"'),
    _("row %(row)s, column %(column)s"),
    _("row %(row)s"),
    _('column "%(name)s"'),
    _("file"),
    _("is Parquet: give a CSV file"),
    _("must be UTF-8 text (byte %(n)s is not)"),
    _("is not a CSV or Parquet file"),
    _("is empty: a header row is needed"),
    _("has no rows below the header"),
    _("a column needs a name"),
    _("two columns have the same name"),
    _(
        "%(n)s strata of %(all)s histories do not fit in memory: leave out columns that tell "
        "people apart, or give them wider classes"
    ),
    _("must have %(n)s fields"),
    _("a list must be 0 or 1"),
    _("no column of 0 and 1: at least one list is needed"),
    _("at most %(n)s lists"),
    _("a count must be a whole number of people, 0 or more"),
    _("a count must be below 2**53"),
    _("is on no list, so nobody can have counted this person"),
    _("and %(n)s more problems"),
    _("no such column; there are: %(name)s"),
    _("must be one of: %(name)s"),
    _("has more than %(n)s different values: leave out what tells people apart"),
    _("has too many strata for its number of lists"),
    _("gives more than %(n)s strata: choose fewer columns, or use samen estimate --by"),
)
_COLUMNS = {"year": _("year"), "form": _("form")}
_LISTS = {str(code): code.labels for code in ReporterType}
"""Names of the monitor's lists; a file with the same names for its lists means the same."""
_HOLE = re.compile(r"%\\\((\w+)\\\)s")
_WORD = re.compile(r"\w+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")


def number(value: float | None) -> str:
    """A number of people with the separator of the reader's language."""
    if value is None:
        return ""
    shown = f"{value:,.0f}"
    return shown if _english() else shown.replace(",", ".")


def say(text: str) -> str:
    """A sentence of the engine in the reader's language."""
    for saying, shape in _shapes():
        if found := shape.fullmatch(text):
            filled = {name: _fill(name, value) for name, value in found.groupdict().items()}
            told = gettext(saying)
            return told % filled if filled else told
    return text


def is_known(text: str) -> bool:
    """Whether this sentence is one of the sayings."""
    return any(shape.fullmatch(text) for _, shape in _shapes())


def _fill(name: str, value: str) -> str:
    if name.startswith("method"):
        return gettext(METHODS[value]) if value in METHODS else say(value)
    if name in ("low", "high", "n", "all") and not _english():
        return say(_THOUSANDS.sub(".", value))
    if name in ("list", "other", "third", "pairs"):
        between = {"and": gettext("and"), "more": gettext("more")} if name == "pairs" else {}
        return _WORD.sub(
            lambda word: between.get(word[0]) or in_language(_LISTS.get(word[0], (word[0],) * 2)),
            value,
        )
    if name == "columns":
        return _WORD.sub(lambda word: gettext(_COLUMNS.get(word[0], word[0])), value)
    return value


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every saying in English, and the shape it has when filled in."""
    shapes: list[tuple[str, re.Pattern[str]]] = []
    for saying in _SAYINGS:
        shape = _HOLE.sub(lambda hole: f"(?P<{hole[1]}>.+?)", re.escape(saying))
        shapes.append((saying, re.compile(shape, re.DOTALL)))
    return tuple(shapes)


def _english() -> bool:
    return not (get_language() or "nl").startswith("nl")
