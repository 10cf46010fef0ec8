"""What a report is: facts of a period, measures over them, the ways to group them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from resources.i18n import N_
from services.errors import Refusal
from services.reports.period import Days, Period
from services.stopping import Report as Step
from services.stopping import stoppable
from services.unit import Actor

ZERO, CENT = Decimal(0), Decimal("0.01")
DATED = ("day", "week", "month", "quarter")


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: `part`, or `part / whole` where `whole` is given, both aggregates over the facts.

    `kind` is number, quantity, amount, percent, hours or days. `decimals` and `whole_decimals` say how the database
    scales them, `per` how much of `part` is one (of microseconds in an hour). `told` is the definition shown with it;
    `better` is 1 where more is better, -1 where less is. `right` hides it from whoever lacks it. One that is `extreme`,
    the least or the most, is none of nothing, where a sum is nothing. A `headline` is told of all together and is no
    column: of each row alone it would say yes or no.
    """

    name: str
    term: str
    kind: str
    part: Any = field(repr=False)
    whole: Any = field(default=None, repr=False)
    told: str = ""
    decimals: int = 0
    whole_decimals: int = 0
    per: int = 1
    better: int = 0
    right: str = ""
    extreme: bool = False
    headline: bool = False

    def value(self, part: Any, whole: Any) -> Decimal | None:
        """None where nothing was measured."""
        if self.extreme and part is None:
            return None
        top = Decimal(part or 0).scaleb(-self.decimals) / self.per
        if self.whole is None:
            return top.quantize(CENT, ROUND_HALF_UP) if self.kind in ("amount", "hours", "days") else top
        if not whole:
            return None
        share = top / self.denominator(whole)
        return (share * 100 if self.kind == "percent" else share).quantize(CENT, ROUND_HALF_UP)

    def denominator(self, whole: Any) -> Decimal:
        return Decimal(whole or 0).scaleb(-self.whole_decimals)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to group: rows with the same `key` are one, shown as `shown`. `kind` is text, code, day, week, month or
    quarter, or state for a term of the `terms`. `then` groups once more within each of these.
    """

    name: str
    term: str
    key: Callable[[Days], Any] = field(repr=False)
    shown: Callable[[Days], Any] | None = field(default=None, repr=False)
    kind: str = "text"
    terms: tuple[tuple[str, str], ...] = ()
    right: str = ""
    then: "Dimension | None" = None

    @property
    def dated(self) -> bool:
        return self.kind in DATED


@dataclass(frozen=True, slots=True)
class Detail:
    """A column of the rows behind a figure; kinds as in services/listing.py."""

    name: str
    term: str
    kind: str
    expression: Any = field(repr=False)
    width: int = 120
    right: str = ""
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hub:
    """What names some columns of a list: `key` leads from a row of the list to the `model` that they are of."""

    columns: tuple[str, ...]
    key: Any = field(repr=False)
    model: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is measured. `source(days, what)` selects `what` from one row a fact, joined with the days.

    `ids` is the moment of a table that is entered by id (see Days); `opens` is the window and the id behind a fact.
    With `daily` the source or a measure names the single days, so that these are needed however it is grouped.
    `bare` is the source of measures and days without the tables that only name a fact, where it can do without; `hubs`
    are what names it.
    """

    source: Callable[[Days, tuple[Any, ...]], Any] = field(repr=False)
    detail: tuple[Detail, ...] = ()
    opens: tuple[str, Any] | None = field(default=None, repr=False)
    ids: Any = field(default=None, repr=False)
    order: Any = field(default=None, repr=False)
    bare: Callable[[Days, tuple[Any, ...]], Any] | None = field(default=None, repr=False)
    hubs: tuple[Hub, ...] = field(default=(), repr=False)
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result; shaped as a list's columns, so that the same table shows it."""

    name: str
    term: str
    kind: str
    told: str = ""
    width: int = 120
    sort: str = ""
    right: str = ""
    second: str = ""
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline. `n` is the denominator; `before` and `last_year` the same figure over those periods."""

    name: str
    term: str
    kind: str
    value: Decimal | None
    n: Decimal | None = None
    told: str = ""
    better: int = 0
    before: Decimal | None = None
    last_year: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A report's answer: headlines, and rows under columns (the first `groups` are what they are grouped by).

    `keys[i]` names row i for `behind`, a value for each of the groups where there are several. `drawn` are the columns
    a chart may show, the usual one first; `over_time` says that the rows are days, weeks, months or quarters. `all` is
    how many rows there are in all when only the first are given. `chart` is how it is drawn (a key of CHARTS) and
    `above` what is drawn in the place of the rows: the same by the first group alone.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    keys: tuple[Any, ...] = ()
    figures: tuple[Figure, ...] = ()
    drawn: tuple[str, ...] = ()
    over_time: bool = False
    all: int = 0
    groups: int = 1
    chart: str = ""
    above: "Result | None" = None


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a figure: `ids[i]` is what row i opens in `window`."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    ids: tuple[int | None, ...]
    window: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a report: who asks, over which days, grouped by what, where a dimension has a key.

    With `heads` only the headlines are wanted, and rows where they are days, weeks or months; `only` names the figures
    that are wanted where not all are. `step(done, total)` hears how far it is and may raise Cancelled.
    """

    actor: Actor
    period: Period
    by: str = ""
    compare: bool = False
    where: tuple[tuple[str, Any], ...] = ()
    heads: bool = False
    only: tuple[str, ...] = ()
    step: Step | None = field(default=None, compare=False, repr=False)

    @property
    def others(self) -> tuple[Period, ...]:
        """The period before and the same one last year, where the figures are compared with them."""
        return (self.period.before(), self.period.year_before()) if self.compare else ()

    def tell(self, done: int, total: int) -> None:
        """So many of so many questions are answered."""
        if self.step is not None:
            self.step(done, total)


def beside(figures: tuple[Figure, ...], others: Sequence[tuple[Figure, ...]]) -> tuple[Figure, ...]:
    """Figures with the same ones of the period before and of the year before next to them, where these are given."""
    if not others:
        return figures
    before, last_year = ({each.name: each.value for each in told} for told in others)
    return tuple(replace(f, before=before.get(f.name), last_year=last_year.get(f.name)) for f in figures)


GROUPS = {
    "service": N_("Service"), "sales": N_("Sales"), "stock": N_("Stock"), "logistics": N_("Logistics"),
    "people": N_("People and benches"), "money": N_("Money"),
}  # fmt: skip
# The group of the reports that people made themselves, behind these.
OWN = "own"
# How a report's rows are drawn; the usual way is columns over time and bars for everything else.
CHARTS = {"": N_("As it fits"), "bars": N_("Bars"), "columns": N_("Standing columns"), "line": N_("A line"),
          "none": N_("No chart")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """A report by its name. `run` answers, `rows` gives what is behind one of its keys.

    `dated` is False for one that is of this moment; `by` are its dimensions, the usual one first; `span` is the usual
    period. `heads` are the headlines of one without measures, and `cards` is how many headlines stand over the rows.
    One that `compares_long` is shown before what it is compared with is there.
    The title of one in the group OWN is a person's words.
    """

    name: str
    group: str
    title: str
    told: str
    run: Callable[["Report", Ask], Result] = field(repr=False)
    rows: Callable[["Report", Ask], Behind] | None = field(default=None, repr=False)
    facts: Facts | None = field(default=None, repr=False)
    measures: tuple[Measure, ...] = ()
    by: tuple[Dimension, ...] = ()
    right: str = ""
    dated: bool = True
    span: str = "days30"
    heads: tuple[Figure, ...] = ()
    cards: int = 5
    compares_long: bool = False

    def named(self, words: Callable[[str], str]) -> str:
        """Its title in the language of the words."""
        return self.title if self.group == OWN else words(self.title)

    def answer(self, ask: Ask) -> Result:
        """Refuses not_allowed, unknown_group. Raises Cancelled where `ask.step` did."""
        self.check(ask.actor)
        with stoppable(ask.step) as step:
            return self.run(self, replace(ask, step=step))

    def headlines(self, actor: Actor) -> tuple[Figure, ...]:
        """The figures it would answer with, without their values: for choosing among them."""
        return self.heads or tuple(Figure(m.name, m.term, m.kind, None) for m in self.measured(actor))

    def behind(self, ask: Ask) -> Behind:
        """The rows behind the keys in `ask.where`. Refuses not_allowed. Raises Cancelled where `ask.step` did."""
        self.check(ask.actor)
        assert self.rows is not None
        with stoppable(ask.step):
            return self.rows(self, ask)

    def check(self, actor: Actor) -> None:
        """Refuses not_allowed."""
        if self.right and self.right not in actor.rights:
            raise Refusal("not_allowed", use_case=self.right)

    def dimension(self, ask: Ask) -> Dimension:
        """The one asked for, or the usual one. Refuses unknown_group."""
        offered = self.offered(ask.actor)
        found = next((d for d in offered if d.name == ask.by), None) if ask.by else offered[0]
        if found is None:
            raise Refusal("unknown_group", given=ask.by, known=", ".join(d.name for d in offered))
        return found

    def offered(self, actor: Actor) -> tuple[Dimension, ...]:
        return tuple(d for d in self.by if not d.right or d.right in actor.rights)

    def wanted(self, ask: Ask) -> tuple[Measure, ...]:
        """The measures that are asked for, as far as this person may see them."""
        return tuple(m for m in self.measured(ask.actor) if not ask.only or m.name in ask.only)

    def measured(self, actor: Actor) -> tuple[Measure, ...]:
        return tuple(m for m in self.measures if not m.right or m.right in actor.rights)
