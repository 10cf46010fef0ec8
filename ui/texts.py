"""Whole sentences for refusal codes: what is wrong, and what to do. No Qt, so that the command line speaks them too."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from resources.i18n import N_, _, ngettext
from services.after_sales import ACT_TERMS, RETURN_TERMS
from services.errors import Refusal
from services.lists import DELIVERY_TERMS, INCIDENT_TERMS, ORDER_TERMS
from services.numbers import NUMBERED
from ui.kit.formats import amount
from ui.program_texts import PROGRAM_SENTENCES

SENTENCES = PROGRAM_SENTENCES | {
    "already_reversed": N_("This move has already been reversed. Look at the moves of the product."),
    "already_shipped": N_("Part of order {number} has left. Close it short or handle the rest as a return."),
    "already_signed": N_("The {role} sign-off is already there."),
    "bad_amount": N_("Type an amount above 0."),
    "bad_bin_code": N_("“{code_value}” can't be a code: use 0 to 9, A to Z and single hyphens, at most 30 characters."),
    "bad_days": N_("Payment days go from 0 to 365; {value} does not."),
    "bad_kind": N_("“{kind}” is not one of the choices here."),
    "bad_number": N_("A number is below 0 or far too large. Check prices, weight and stock figures."),
    "bad_outcome": N_("“{outcome}” is not refused or lost."),
    "bad_parent": N_("It can't lie there: zones hold aisles and bins, aisles hold bins."),
    "bad_pattern": N_("“{pattern}” is not a pattern the program can read. Leave it empty if the carrier has none."),
    "bad_pin": N_("A PIN has 4 to 8 digits."),
    "bad_place": N_("Goods can't be put there. Choose receiving, a bin or quarantine."),
    "bad_policy": N_("“{value}” is not a delivery policy."),
    "bad_prefix": N_("“{prefix}” can't begin a number: type 2 to 5 letters from A to Z, other than BIN, BDG and CMD."),
    "prefix_taken": N_("{prefix} begins the numbers of {document}, or did. Choose another one."),
    "bad_price": N_("The price in line {position} is not between 0 and 99,999,999."),
    "bad_quality": N_("“{quality}” is not a quality goods can have."),
    "bad_quantity": N_("{quantity} is not a quantity. Type a number above 0."),
    "bad_series": N_("From {first} to {last} there is no series. Type codes alike, such as A-01-01 and A-01-20."),
    "bad_setting": N_("“{value}” does not fit the setting {key}."),
    "bad_validity": N_("The last day is today or later, and at most {most} days away."),
    "not_quoted": N_("This draft has not been issued as a quotation yet."),
    "quote_expired": N_("Quotation {number} was valid until {valid_until}. Make it an order all the same?"),
    "bad_weight": N_("A package weighs more than 0 g and at most 10 t."),
    "badge_other": N_("This is not the badge of {name}. Scan theirs, or give them this one under People first."),
    "badge_taken": N_("This badge belongs to somebody else."),
    "barcode_taken": N_("The barcode {code_value} belongs to {sku}."),
    "below_price": N_("Order {number}: {name} at ¥{price} is below ¥{least}. Approve it all the same?"),
    "book_moved": N_("The book changed while you counted: it says {book} now and said {was}. Compare again."),
    "came_elsewhere": N_("{number} did not bring these goods. Choose the purchase order that did, or none."),
    "changed_meanwhile": N_(
        "Somebody saved this while you worked on it. What you typed is kept: compare and save again."
    ),
    "check_differs": N_("{sku}: picked {picked}, counted {counted}. Count again, or undo picks until they agree."),
    "code_taken": N_("The code {code_value} is already used."),
    "company_exists": N_("This database already holds a company. Sign in."),
    "content_changed": N_("Order {number} is not what was submitted. Send it back and have it submitted again."),
    "database_busy": N_("The database is busy. What you did is kept; try again in a moment."),
    "database_damaged": N_("The database file is damaged. Nothing was written; restore the last backup."),
    "database_gone": N_(
        "The database can't be reached. What you typed is kept; it goes on when the connection is back."
    ),
    "database_read_only": N_("The database can only be read. Check the rights on its folder; what you typed is kept."),
    "delivery_in_work": N_("Delivery {number} is being worked on. Cancel it first."),
    "disk_full": N_("The disk is full. What you typed is kept; free some space and try again."),
    "empty_code": N_("Type a code."),
    "empty_file": N_("“{name}” is empty. Look whether it was saved whole, and attach it again."),
    "file_too_large": N_(
        "“{name}” is larger than {most} MB. Make it smaller, or split it, and attach it again."
    ),
    "not_a_picture": N_("{name} is no picture. Choose a PNG or JPEG file."),
    "not_a_document": N_(
        "“{name}” is neither a picture nor a PDF by its content. Attach JPEG, PNG, WebP, GIF, BMP, TIFF or PDF."
    ),
    "picture_damaged": N_("The picture “{name}” is damaged. Take or save it again, and attach it then."),
    "picture_too_large": N_(
        "The picture “{name}” has more than {most} million points. Save it smaller, and attach it then."
    ),
    "unknown_bins": N_("No bin begins with “{text}”. Leave it empty for all, or type such as A-01."),
    "unknown_attachment": N_("This file is not there any more."),
    "unknown_subject": N_("What the file belongs to does not exist any more."),
    "empty_field": N_("Fill in “{field}”."),
    "empty_name": N_("Type a name."),
    "empty_package": N_("Package {package} is still empty. Scan something into it first."),
    "expired_goods": N_("Delivery {number} holds lot {lot}, expired on {expiry}. Cancel it and pick another lot."),
    "expiry_missing": N_("{sku} has a shelf life: type the expiry date of the lot."),
    "report_taken": N_("You already have a report “{name}”. Type another name."),
    "too_many_reports": N_("At most {most} reports of your own are kept. Delete one first."),
    "unknown_report": N_("There is no report “{given}”, or you may see nothing of it."),
    "unknown_column": N_("No report can be made of this: {given}. Choose what the list offers."),
    "filter_taken": N_("You already have a filter “{name}” here. Type another name."),
    "in_future": N_("The date lies in the future."),
    "last_owner": N_("Somebody must stay owner."),
    "leaves_behind": N_("Delivery {number} leaves {quantity} behind on its order. Release it all the same?"),
    "locked": N_("Too many wrong attempts. Try again in {minutes} minutes."),
    "login_taken": N_("The name {login} is already used to sign in."),
    "lot_differs": N_("Lot {lot} is known with the expiry {expiry}. Check the number and the date."),
    "lot_expired": N_("Lot {lot} expired on {expiry} and can't become good again."),
    "lot_missing": N_("{sku} is tracked by lot: type the lot number."),
    "not_numbered": N_("{sku} has no serial numbers. Tick them on its card first."),
    "serial_here": N_("Serial number {serial} of {sku} is in the house already. Nothing was changed."),
    "serial_not_here": N_("Serial number {serial} of {sku} lies on no shelf now. Look at the list anew."),
    "serial_not_sent": N_("Serial number {serial} of {sku} did not go with this delivery, or is back already."),
    "serial_twice": N_("Serial number {serial} of {sku} is there twice. Take one out."),
    "serials_above": N_("{sku}: {count} more numbers than pieces in the house. Receive or count the pieces first."),
    "serials_missing": N_(
        "{sku}: say which pieces go, by {count} more of their serial numbers; or take these out of the list in "
        "Inventory, Serial numbers, first. Nothing was changed."
    ),
    "serials_differ": N_("{sku}: {count} serial numbers for {quantity} pieces. Give each piece its number, or none."),
    "too_many_serials": N_("At most {most} serial numbers of {sku} are taken at once. Make several lines of it."),
    "missing_price": N_("Line {position} has no price."),
    "name_missing": N_("Type who signed."),
    "no_carrier": N_("Choose the carrier of delivery {number}."),
    "no_customer": N_("Choose the customer."),
    "no_lines": N_("Add at least one line."),
    "no_promised_date": N_("Type the promised date."),
    "no_tracking_number": N_("Package {package} of delivery {number} has no tracking number."),
    "more_than_ordered": N_("More came than was ordered: {goods}. Receive it all the same?"),
    "month_not_over": N_("The month is not over yet. It can be billed from {last} on."),
    "month_paid": N_("Something was paid on the bills up to {last}. Take the payment back first."),
    "nothing_billed": N_("Nothing was billed up to {last} that can be taken back."),
    "nothing_to_bill": N_("Nothing waits to be billed up to {last}."),
    "nobody": N_("Choose a customer or a price level, one of the two; for everybody, type from which quantity on."),
    "bad_period": N_("The last day lies before the first, or the new period before the old one."),
    "bad_price_line": N_("{sku}: a price and a quantity are from 0 to 99,999,999."),
    "contract_taken": N_("The customer has a contract {name} already. Choose another number."),
    "line_twice": N_("{sku} stands there twice from the quantity {quantity}. Keep one of the two."),
    "too_many_lines": N_("A contract or a price table holds at most {most} prices. Part it into two."),
    "unknown_contract": N_("There is no contract {name} any more."),
    "all_numbered": N_("Each package of delivery {number} has its tracking number."),
    "not_a_waybill": N_("This is no waybill for delivery {number}. Scan the number on the carrier's label."),
    "more_than_came": N_("Of {number} only {left} can go back: more did not come, or it went back already."),
    "may_not_sign": N_(
        "{name} may not sign off for {role}. Scan the badge of somebody who may, or ask the owner for the right."
    ),
    "needs_approval": N_(
        "{about}: the company's rules want a second person to approve this first. Nothing was done yet."
    ),
    "bad_reason": N_("“{reason}” is not a reason for a return."),
    "goods_twice": N_("{sku} of one lot stands there twice. Put it on one line. Nothing was noted."),
    "more_than_delivered": N_("{sku}: at most {left} more can come back of this delivery. Nothing was noted."),
    "more_than_billed": N_("At most ¥{left} is left of this delivery's bill. Nothing was credited."),
    "verdict_missing": N_("{sku}: {received} came, with a verdict on {judged} of them. Say what becomes of each."),
    "unknown_return": N_("This return is not there any more."),
    "waits_already": N_("This was asked for already: {number} waits for approval."),
    "not_over_limit": N_("This needs no approval any more. Do it in its window."),
    "bad_request": N_("This request can't be read. Turn it down, and have it asked for again."),
    "unknown_act": N_("This request is not there any more."),
    "own_act": N_("{number} is your own request. A second person has to approve it."),
    "import_over_limit": N_(
        "The counts of this file change the stock by more than the company's limit. Nothing was posted. Somebody who "
        "may approve requests can bring it in."
    ),
    "copy_there": N_("Copy {copy} of this paper was printed meanwhile. Nothing was printed again."),
    "not_allowed": N_("You may not do this. Ask the owner for the right."),
    "not_enough_stock": N_("Only {free} of {quantity} are free there. The rest is reserved or not there."),
    "not_on_hold": N_("The order is not on hold."),
    "not_reversible": N_("Goods of a delivery go back by cancelling it, or by a return."),
    "not_signed": N_("Delivery {number} still needs its sign-offs: {roles}."),
    "nothing_free": N_("Nothing of it is free for a line that waits."),
    "nothing_left": N_("There is nothing left to pick on this line."),
    "nothing_noted": N_("Nothing new was typed. Type a note or a next step, or choose another day or person."),
    "nothing_picked": N_("Nothing was picked for delivery {number}. Cancel it instead."),
    "nothing_reserved": N_("Nothing is reserved for this order, so there is nothing to deliver yet."),
    "nothing_there": N_("There is nothing at this place."),
    "nothing_to_adjust": N_("The count agrees with the book."),
    "on_hold": N_("Order {number} is on hold: {reason}"),
    "over_limit": N_(
        "{customer} would owe ¥{exposure} of a limit of ¥{limit}, ¥{over} over it. "
        "Approve order {number} over the limit?"
    ),
    "overdue": N_(
        "{customer} owes ¥{overdue} past its due date, the oldest for {overdue_days}. "
        "Approve order {number} all the same?"
    ),
    "own_order": N_("You typed order {number} yourself. Somebody else has to approve it."),
    "picked_now": N_("Delivery {number} is picking these goods now. Cancel it first."),
    "reason_missing": N_("Type a reason."),
    "request_reused": N_("This step was already sent with other content. Look at the document and do it again."),
    "same_person": N_("The sign-offs need two different people. Somebody else has to sign for {role}."),
    "same_place": N_("The goods are already there."),
    "same_quality": N_("The goods already have this quality."),
    "short_password": N_("A password has at least {least} characters."),
    "sku_taken": N_("The SKU {sku} is already used."),
    "rule_off": N_("The company has no rule that approves orders by itself."),
    "too_large": N_(
        "Order {number} of ¥{amount} is above ¥{limit}. The owner, or who may approve large orders, has to approve it."
    ),
    "too_long": N_("“{field}” is too long; at most {most} characters."),
    "bad_text": N_("There are characters in the text that can't be kept. Delete them, or type it again."),
    "too_long_text": N_("A text is far too long; at most {most} characters."),
    "too_many_filters": N_("A list keeps at most {most} filters of yours. Delete one first."),
    "tracking_taken": N_("The tracking number {tracking_number} is already on delivery {number} for {customer}."),
    "number_twice": N_("The tracking number {tracking_number} stands in two rows, for {first} and for {second}."),
    "signature_stays": N_("A signature stays with what was signed for."),
    "too_few": N_("Choose at least two that go together."),
    "not_together": N_("{number} and {with_number} can't leave as one delivery: {why}."),
    "too_many_numbers": N_(
        "Delivery {number}: {count} new tracking numbers, but {free} packages without one. Take the others off."
    ),
    "which_delivery": N_("“{number}” may be any of {numbers}. Name one of these deliveries in the row."),
    "unknown_document": N_("There is no delivery and no order with the number “{number}”."),
    "unknown_waybill": N_("No delivery here has the tracking number “{number}”."),
    "unknown_carrier_name": N_("There is no carrier “{name}”, or several. Write its code or whole name."),
    "not_packed_yet": N_("Delivery {number} is not packed yet. Its packages get numbers once it is."),
    "no_rows": N_("There is no row to take over."),
    "nothing_to_add": N_("All the usual carriers are here already."),
    "bad_rate": N_("Line {line} has a figure that can't be right. Check its weights and prices."),
    "rate_twice": N_("Line {line} has the same service, province and weight as a line before it."),
    "price_table_taken": N_(
        "{carrier} has a price table from {day} on already. Change that one, or choose another day."
    ),
    "unknown_owner": N_("This person does not work here any more. Choose somebody else."),
    "unknown_price_table": N_("{carrier} has no such price table any more."),
    "bad_freight": N_("The freight of {number} is not between 0 and 9,999,999."),
    "bad_track_url": N_("“{address}” is no address of a page. It begins with https:// and may hold {{number}}."),
    "unknown_badge": N_("Nobody here has this badge."),
    "unknown_balance": N_("These goods are no longer there. Refresh the list."),
    "owner_holds_all": N_("The owner's role may do everything, and stays so."),
    "unknown_address": N_("This address is not in the customer's book any more."),
    "unknown_filter_saved": N_("This filter is gone; somebody deleted it."),
    "unknown_list": N_("There is no list “{name}”."),
    "unknown_permission": N_("“{permission}” is no permission of this program."),
    "fixed_place": N_("{code_value} is one of the program's own places: it keeps its code and stays in use."),
    "goods_there": N_("Goods lie in {code_value}. Move them first."),
    "place_inactive": N_("{code_value} is no longer in use. Choose another bin."),
    "too_many_bins": N_("That would be {count} at once; at most {most}."),
    "unknown_bin": N_("This bin does not exist any more."),
    "handed_over": N_("Delivery {number} stands on hand-over list {list} already."),
    "delivery_cancelled": N_(
        "Delivery {number} is cancelled; its papers are not printed any more. Give the paper up instead."
    ),
    "mixed_carriers": N_("A hand-over list is for one carrier's driver. Make one for each carrier."),
    "not_gone": N_("Delivery {number} has not been dispatched. Dispatch it first."),
    "nothing_chosen": N_("Choose at least one delivery."),
    "batch_off": N_("Deliveries are picked one by one here. Settings > Rules says how many are picked at once."),
    "nothing_waits": N_("No delivery is released and free to be picked."),
    "unknown_batch": N_("Nothing of batch {number} is in work any more."),
    "check_by_other": N_("Another person counts what you have picked. Scan their badge."),
    "count_first": N_("Packages are filled in the second count. Pick everything first."),
    "in_trouble": N_("Delivery {number} is on the exception list. Resume it, ship it short, or cancel it."),
    "not_in_trouble": N_("Delivery {number} is not on the exception list any more."),
    "unusual_weight": N_("Package {package} weighs {weight} g; its goods should weigh {expected} g. Keep it?"),
    "unknown_paper_size": N_("“{size}” is no size of this paper. There are: {sizes}."),
    "bad_copies": N_("From 1 to {most} copies can be printed at once."),
    "not_a_label": N_("This file holds no label template, or not a whole one ({reason}). Nothing was taken from it."),
    "label_file_too_large": N_("This file has more than {most} MB; no label template has. Nothing was taken from it."),
    "label_not_printed": N_(
        "The label was not printed: {reason}. Look at the printer and its settings and try again."
    ),
    "element_outside": N_("Element {place} reaches beyond the label. Move it inside or make it smaller."),
    "bad_label_text": N_("In “{text}” a brace or bracket is open. Write {{field}} or [words {{field}}]."),
    "bad_label_format": N_("The field {field} can't be written as “{format}”. Choose one of its formats."),
    "unknown_label_field": N_("Labels of this kind have no field “{field}”. Choose one from the list of fields."),
    "labels_beyond_sheet": N_("{columns} × {rows} labels do not fit on the sheet. Take fewer, or smaller gaps."),
    "unknown_template": N_("This label template is not there any more. Choose another one."),
    "not_built_in": N_("This template is your own; there is no built-in one to go back to."),
    "not_own": N_("A built-in template can't be deleted. Reset it instead."),
    "template_used": N_("Labels are printed with “{name}” now. Choose another template for them first."),
    "too_many_templates": N_("There are {most} templates of your own already. Delete one first."),
    "unknown_print": N_("This paper does not wait any more."),
    "print_under_way": N_("It is being printed at {station} now. Look there, and print it again if nothing comes."),
    "printed_before": N_("It was printed before. The new one is marked as copy {next}."),
    "bad_month": N_("Name the month as 2026-03."),
    "bad_print_rule": N_("A rule stands there twice, or can't be kept. Nothing was changed."),
    "unknown_bill": N_("This bill is not there any more, or not this customer's."),
    "due_before": N_("The due date lies before the day of the bill."),
    "unknown_payment": N_("This payment is not there any more."),
    "already_asked": N_("The buyer has been asked for {sku} already and has not answered yet."),
    "nothing_lacks": N_("Nothing of order {number} is missing that the buyer was not asked for."),
    "unknown_request": N_("This request is not there any more."),
    "request_answered": N_("The request for {sku} has been answered meanwhile. Look at the list again."),
    "no_expected": N_("Type when the goods are expected."),
    "not_ordered": N_("{sku} was asked for, but is on no line. Add it, or leave the request out."),
    "unknown_price": N_("This price is not there any more."),
    "unknown_supplier": N_("This supplier does not exist any more."),
    "unknown_carrier": N_("This carrier does not exist any more."),
    "unknown_customer": N_("There is no customer “{name}”."),
    "unknown_delivery": N_("This delivery does not exist."),
    "unknown_lot": N_("This lot does not exist any more."),
    "unknown_incident": N_("This incident does not exist."),
    "unknown_line": N_("This line does not belong to the delivery."),
    "unknown_move": N_("This move does not exist."),
    "unknown_order": N_("This order does not exist any more."),
    "unknown_package": N_("There is no package {package}."),
    "unknown_pick_line": N_("This pick line does not belong to the delivery."),
    "not_a_tag": N_("“{text}” is no tag that can be given goods: it is none, or it names its goods itself."),
    "too_many_tags": N_("At most {most} tags go at once."),
    "unknown_product": N_("There is no product “{name}”."),
    "unknown_purchase": N_("This purchase order does not exist."),
    "unknown_purchase_line": N_("The purchase order has no such line."),
    "unknown_role": N_("There is no role “{role}”."),
    "unknown_setting": N_("There is no setting “{key}”."),
    "unknown_status": N_("“{status}” is not a tracking status."),
    "unknown_user": N_("There is nobody who signs in as “{login}”."),
    "unmatched_line": N_("Line {position} (“{text}”) matches no product yet."),
    "update_this_pc": N_("The database is newer than this program. Update Packdesk on this PC."),
    "user_required": N_("This database holds a company: sign in first."),
    "wrong_password": N_("The name and the secret don't go together."),
    "bad_rating": N_("A rating is a whole number from 1 (bad) to 5 (very good). Nothing was noted."),
    "wrong_state": N_("{document} {number} is {state}; this step is not possible now."),
    "subject_gone": N_("What this paper is about is not here any more."),
    "folder_missing": N_("The folder {folder} is not there."),
    "file_not_written": N_(
        "“{file}” can't be written: {reason}. Choose another place, or close the file where it is open."
    ),
    "not_packed": N_("Delivery {number} is not packed yet, so it has no labels."),
    "not_printable": N_("The paper of {number} can't be printed: {reason}."),
    "not_released": N_("Delivery {number} is not released yet, so it has no pick list."),
    "nothing_to_send": N_("None of these deliveries is still to be sent."),
    "nothing_to_count": N_("Nothing lies in a bin yet, so there is nothing to count."),
    "no_header_here": N_("{file} has no row with headings such as receiver, phone and address."),
    "too_many_rows": N_("An Excel sheet takes at most {most} rows. Filter the list, or export it as csv."),
    "unknown_ending": N_("“{file}” must end in .xlsx or .csv."),
    "unknown_filter": N_("“{name}” is not a filter here. There are: {names}."),
    "unknown_sort": N_("“{name}” is not an order here. There are: {names}."),
    "unknown_rule": N_("There is no rule called {rule}."),
    "unknown_group": N_("This report can't be grouped by {given}. It offers: {known}."),
    "unknown_period": N_("There is no period called {given}."),
    "period_reversed": N_("The last day, {last}, is before the first, {first}."),
    "period_too_long": N_("A period of at most {years} years can be shown."),
    "unknown_import": N_("This import is not there any more: nothing of it is left to take back."),
    "file_held": N_(
        "“{file}” can't be taken out of the watched folder: {reason}. Close it where it is open, or see that files may "
        "be moved there; it is tried again by itself."
    ),
    "file_came_already": N_("“{file}” has just come in, perhaps from another PC. Nothing was imported a second time."),
    "import_followed": N_("Nothing of the import can be taken back: something followed from {number}."),
    "unknown_file": N_("This known file is not there any more."),
    "unknown_profile": N_("There is no import profile “{name}”."),
    "bad_answer": N_("“{text}” is not an answer. Write CODE=CHOICE."),
}

ROLES = {
    "warehouse": N_("Warehouse"),
    "sales": N_("Sales"),
}
DOCUMENTS = {
    "order": N_("Order"),
    "delivery": N_("Delivery"),
    "incident": N_("Incident"),
    "purchase": N_("Purchase order"),
    "act": N_("Request"),
    "return": N_("Return"),
} | NUMBERED
PURCHASES = {
    "cancelled": N_("Cancelled"),
    "ordered": N_("Ordered"),
    "received": N_("Received"),
}
WHY = {
    "customer": N_("they are for different customers"),
    "address": N_("they go to different addresses"),
    "terms": N_("their orders have different payment days"),
    "hold": N_("one of their orders is on hold"),
}
FIELDS = {
    "customer_ref": N_("Customer's no."),
    "receiver": N_("Receiver"),
    "phone": N_("Phone"),
    "address": N_("Address"),
    "note": N_("Note"),
    "serials": N_("Serial numbers"),
    "customer_text": N_("Customer"),
    "line": N_("Line"),
    "tracking_number": N_("Tracking no."),
    "service": N_("Service"),
    "lot": N_("Lot"),
    "sku": N_("SKU"),
    "name": N_("Name"),
    "code": N_("Code"),
    "reason": N_("Reason"),
}
STATES = {"order": ORDER_TERMS, "delivery": DELIVERY_TERMS, "incident": INCIDENT_TERMS, "purchase": PURCHASES,
          "act": ACT_TERMS, "return": RETURN_TERMS}  # fmt: skip


def text_for(error: Refusal) -> str:
    """The sentence for a refusal, in the language in use."""
    return _(SENTENCES[error.code]).format(**{key: _shown(key, value, error.data) for key, value in error.data.items()})


def _shown(key: str, value: Any, data: dict[str, object]) -> Any:
    match key:
        case "role":
            return _(ROLES.get(value, value))
        case "roles":
            return _(", ").join(_(ROLES.get(each, each)) for each in value)
        case "document":
            return _(DOCUMENTS.get(value, value))
        case "state" | "target":
            return _(STATES.get(str(data.get("document")), {}).get(value, value))
        case "why":
            return _(WHY.get(value, value))
        case "field":
            return _(FIELDS.get(value, value))
        case "overdue_days":
            return ngettext("{count} day", "{count} days", value).format(count=value)
        case "exposure" | "over" | "overdue":
            return amount(value)
    return plain(value)


def plain(value: Any) -> Any:
    """A figure as people write it: no superfluous zeros, thousands apart, dates as ISO."""
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}" if value == value.to_integral_value() else f"{value:,f}".rstrip("0")
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else value
