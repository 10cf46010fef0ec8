"""Doubts that only this company's records show, and their sentences. English msgids; windows translate."""

from dataclasses import dataclass

from resources.i18n import N_
from services.importing.preview import Problem

MESSAGES = {
    "unknown_product": N_("There is no such product here yet."),
    "unknown_customer": N_("There is no such customer here yet."),
    "unknown_unit": N_("The product is not counted in this unit here."),
    "missing_price": N_("Neither the file nor this company has a price for it."),
    "already_imported": N_("This order has already come in."),
    "may_not_change": N_("The order is submitted: changing it takes the right to change orders."),
    "changed_since": N_("The order has come in before and is not the same (file ≠ here)."),
    "closed_since": N_("The order has come in before and goes on here, but the file now says that it is over."),
    # records of other kinds
    "already_here": N_("This is here already and stays as it is."),
    "differs_here": N_("This is here already and not the same (file ≠ here)."),
    "code_of_other": N_("Another product has this barcode, and keeps it."),
    "file_again": N_("This very file has come in before."),
    "twice_in_file": N_("This stands in an earlier row of the file as well."),
    "missing_value": N_("This value is missing."),
    "too_long_here": N_("This is too long to be kept."),
    "bad_figure": N_("This figure can't be right."),
    "no_such_supplier": N_("There is no such supplier here yet."),
    # prices
    "days_for_nobody": N_("The standard price has no days. Name a customer, a price level or a quantity."),
    "days_reversed": N_("The last day is before the first."),
    # counts
    "no_such_bin": N_("There is no such bin here."),
    "bin_missing": N_("The product lies in several bins: name the one that was counted."),
    "lot_missing": N_("The product is kept by lot: name the lot."),
    "expiry_missing": N_("The product has a shelf life: name the day the lot expires."),
    "lot_differs": N_("This lot is here with another expiry day."),
    "below_reserved": N_("More than this is promised to orders; some will wait again."),
    # tracking numbers
    "no_such_document": N_("There is no delivery or order of this number."),
    "which_delivery": N_("The order has several deliveries: name the delivery."),
    "delivery_over": N_("The delivery is over: its numbers stay as they are."),
    "not_packed_yet": N_("The delivery is not packed yet, so it has no package to number."),
    "too_many_numbers": N_("The row has more numbers than the delivery has packages without one."),
    "no_such_carrier": N_("There is no such carrier here."),
    "unknown_zone": N_("This is no province. Name provinces, such as Zhejiang Jiangsu, or write: other."),
    "grouped_otherwise": N_(
        "The price table of that day has a line with one of these provinces, but groups them otherwise. Name them as"
        " that line does, or change it in the settings."
    ),
    "number_taken": N_("Another delivery has this tracking number."),
    "odd_number": N_("The number does not look like this carrier's."),
    # on the way
    "unknown_status": N_("This word for where the goods are is not known here."),
    "no_such_waybill": N_("No delivery has this tracking number."),
    "not_sent_yet": N_("The delivery has not been dispatched yet."),
    "way_ended": N_("The delivery's way has ended: it was signed for, refused or lost."),
    # money
    "payment_here": N_("This payment is here already."),
    "opening_here": N_("The customer's opening balance is here already."),
    "in_future": N_("This day has not come yet."),
    "due_before": N_("It can't be due before its day."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt(Problem):
    """A doubt that only this company's records show; sentences in MESSAGES."""

    @property
    def message(self) -> str:
        return MESSAGES[self.code]
