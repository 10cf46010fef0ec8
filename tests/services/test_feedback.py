"""What customers say of a delivery: ratings, complaints, the incidents they open, and the reports they feed."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from models.after_sales import Rating
from models.watch import Incident
from services import feedback, incidents, settings
from services.errors import Refusal
from services.reports import catalogue
from services.reports.definition import Ask
from services.reports.period import Period
from services.tracking_views import tracking_view
from services.waiting import waiting
from services.watch import views, watching
from services.watch.watching import Planned
from tests.services.shop import Shop


def gone(shop: Shop, quantity: int = 2) -> int:
    product = shop.product()
    shop.stock(product, quantity)
    return int(shop.signed((product, quantity)).id)


def test_a_low_rating_opens_one_incident_which_ends_when_more_was_meant(shop: Shop) -> None:
    delivery = gone(shop)
    shop.clock.advance(hours=1)
    low = feedback.give_rating(shop.call("clerk"), delivery, 2, " box torn ")
    assert feedback.give_rating(shop.call("clerk"), delivery, 1, "box torn").incident == low.incident
    incident = views.incident(low.incident_id)
    assert (incident.kind, incident.state, incident.subject_id, incident.role) == (
        "low_rating", "open", delivery, "logistics",
    )  # fmt: skip
    assert incident.notes[0].text == "box torn"
    feedback.give_rating(shop.call("clerk"), delivery, 4)
    assert views.incident(low.incident_id).notes[0].text == "gone"
    assert Incident.get().phase == "ended"
    view = tracking_view(delivery)
    assert (view.rated.stars, view.timeline[0].code, view.timeline[0].stars) == (4, "rating.give", 4)
    assert [row.stars for row in Rating.select()] == [4]
    mine = {"limit": 4, "severity": "high", "person": shop.owner.user_id, "hours": 72}
    settings.change_settings(shop.call("owner"), {"watch.rules": {"low_rating": mine}})
    again = views.incident(feedback.give_rating(shop.call("clerk"), gone(shop), 4).incident_id)
    assert (again.severity, again.owner_id, again.due) == ("high", shop.owner.user_id, shop.clock.today + timedelta(3))


def test_a_complaint_is_an_incident_somebody_answers(shop: Shop) -> None:
    delivery = gone(shop)
    noted = feedback.complain(shop.call("clerk"), delivery, "damaged", "two are wet")
    assert ("incident", noted.incident) in {(t.kind, t.number) for t in waiting(shop.logistics, shop.clock())}
    row = tracking_view(delivery).incidents[0]
    assert (row.kind, row.complaint, row.text) == ("complaint", "damaged", "two are wet")
    incidents.step_incident(shop.call("logistics"), row.id, row.version, "resolved", "sent new ones")
    assert Incident.get().state == "resolved"


def test_a_complaint_nobody_answers_escalates_once_its_day_is_over_and_anew_when_opened_again(shop: Shop) -> None:
    delivery = gone(shop)
    first, second = (feedback.complain(shop.call("clerk"), delivery, kind, "x") for kind in ("late", "damaged"))

    def looked() -> list[str]:
        planned = [each for each in watching.look(shop.clock()) if each.rule == "complaint"]
        watching.keep(shop.call("packer"), tuple(planned))
        return [row.severity for row in Incident.select().where(Incident.kind == "complaint").order_by(Incident.id)]

    shop.clock.advance(days=1)
    early = Planned("escalate", "complaint", "delivery", delivery, incident=first.incident_id)
    watching.keep(shop.call("packer"), (early,))  # not yet: it is due today
    assert looked() == ["normal", "normal"]
    incidents.step_incident(shop.call("logistics"), second.incident_id, 1, "resolved", "sent new ones")
    shop.clock.advance(days=1)
    assert (looked(), looked()) == (["high", "normal"],) * 2
    seen = views.incident(first.incident_id)
    assert (seen.escalated, [note.text for note in seen.notes]) == (True, ["escalated", "x"])
    incidents.step_incident(shop.call("logistics"), second.incident_id, 2, "open", "they are wet again")
    assert looked() == ["high", "normal"]
    shop.clock.advance(days=2)
    assert looked() == ["high", "high"]


def test_nothing_is_said_of_what_has_not_left_and_nothing_bad_is_kept(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    packed, delivery = shop.packed((product, 2)).id, gone(shop)
    before = shop.dump()
    for code, call in (
        ("wrong_state", lambda c: feedback.give_rating(c, packed, 5)),
        ("wrong_state", lambda c: feedback.complain(c, packed, "late", "x")),
        ("bad_rating", lambda c: feedback.give_rating(c, delivery, 6)),
        ("bad_kind", lambda c: feedback.complain(c, delivery, "price", "x")),
        ("reason_missing", lambda c: feedback.complain(c, delivery, "late", " ")),
        ("too_long", lambda c: feedback.complain(c, delivery, "late", "x" * 2001)),
    ):
        with pytest.raises(Refusal, match=code):
            call(shop.call("clerk"))
    assert shop.dump() == before


def test_the_reports_of_what_customers_say(shop: Shop) -> None:
    first, last = gone(shop), gone(shop)
    feedback.give_rating(shop.call("clerk"), first, 4)
    feedback.give_rating(shop.call("clerk"), last, 1)
    for kind in ("late", "damaged", "late"):
        feedback.complain(shop.call("clerk"), last, kind, "x")
    period = Period(shop.clock.today, shop.clock.today)
    rated = catalogue.ALL["ratings"].answer(Ask(shop.owner, period, "stars"))
    assert [figure.value for figure in rated.figures] == [D("2.5"), D(2), D(50), D(50)]
    assert {row[0]: row[2] for row in rated.rows} == {"4": 1, "1": 1}
    one = Ask(shop.owner, period, "stars", where=(("stars", "1"),))
    assert len(catalogue.ALL["ratings"].behind(one).rows) == 1
    said = catalogue.ALL["complaints"].answer(Ask(shop.owner, period, "kind"))
    assert {row[0]: row[1] for row in said.rows} == {"late": 2, "damaged": 1}
    assert sum(row[1] for row in said.rows) == said.figures[0].value
    assert said.figures[1].value == 1  # one delivery
