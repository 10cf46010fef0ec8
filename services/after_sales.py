"""The words of what comes after a delivery: returns, complaints, requests for a second person's yes."""

from resources.i18n import N_

RETURN_TERMS = {
    "announced": N_("Announced"), "received": N_("Received"), "inspected": N_("Inspected"),
    "restocked": N_("Restocked"), "repaired": N_("Repaired"), "replaced": N_("Replaced"), "refunded": N_("Refunded"),
    "scrapped": N_("Scrapped"), "closed": N_("Closed"), "cancelled": N_("Cancelled"),
}  # fmt: skip
RETURN_REASON_TERMS = {
    "damaged": N_("Goods damaged"), "wrong_goods": N_("Wrong goods"), "quality": N_("Poor quality"),
    "too_many": N_("Too many"), "expired": N_("Expired"), "not_wanted": N_("Not wanted any more"),
    "other": N_("Something else"),
}  # fmt: skip
ACT_TERMS = {
    "waiting": N_("Waiting"), "approved": N_("Approved"), "refused": N_("Turned down"), "withdrawn": N_("Withdrawn"),
}  # fmt: skip
COMPLAINT_TERMS = {
    "wrong_goods": N_("Wrong goods"), "missing": N_("Goods missing"), "damaged": N_("Goods damaged"),
    "quality": N_("Poor quality"), "late": N_("Came late"), "service": N_("Carrier or driver"),
    "papers": N_("Papers or invoice"), "other": N_("Something else"),
}  # fmt: skip
