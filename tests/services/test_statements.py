"""Statements that run often: what one that writes gives back never holds up its transaction."""

from models.base import writing
from models.people import Change
from models.statement import Insert
from tests.services.shop import Shop

_ADD = Insert(Change, "at", "topics")


def test_an_answer_that_somebody_keeps_does_not_keep_the_transaction_open(shop: Shop) -> None:
    at = shop.call("owner").clock()
    with writing():
        kept = [_ADD.run(at=at, topics=topics) for topics in ("one", "two")]
        made = kept[0].fetchone()[0]
    assert Change.get_by_id(made).topics == "one"
    assert Change.select().where(Change.topics.in_(("one", "two"))).count() == 2
