"""What customers of the sample company say of what reached them: stars, complaints; and what is answered.

Who says what follows from the delivery's id, so that the story itself goes on as without it.
"""

from typing import TYPE_CHECKING

from models.watch import Incident
from services import feedback, incidents

if TYPE_CHECKING:
    from services.sample.story import Story

STARS = {0: (5, "送货很快"), 3: (5, ""), 5: (4, "包装很好"), 8: (5, ""), 10: (3, "比预计晚")}
LOW = (2, "打电话没人接")
COMPLAINTS = {9: ("late", "比承诺晚了一天"), 20: ("damaged", "外箱压破，货物有划痕"), 33: ("papers", "送货单没有盖章")}
ANSWER = "已致电客户道歉并处理"


def heard(story: "Story", delivery_id: int) -> None:
    """What the customer says when the goods are there."""
    said = LOW if delivery_id % 83 == 7 else STARS.get(delivery_id % 12)
    if said is not None:
        feedback.give_rating(story.call("sun"), delivery_id, *said)
    complaint = COMPLAINTS.get(delivery_id % 41)
    if complaint is not None:
        feedback.complain(story.call("sun"), delivery_id, *complaint)


def answered(story: "Story", delivery_id: int) -> None:
    """What was complained of is put right."""
    mine = (Incident.subject_kind == "delivery") & (Incident.subject_id == delivery_id) & (Incident.phase == "open")
    for found in list(Incident.select().where(mine & Incident.kind.in_(("complaint", "low_rating")))):
        incidents.step_incident(story.call("li"), found.id, found.version, "owned")
        incidents.step_incident(story.call("li"), found.id, found.version + 1, "resolved", ANSWER)
