"""The words of settings: what each rule means, roles, permissions."""

from resources.i18n import N_, _

# Key of services.settings -> (term, what it does); what is not here has a form of its own or is never set by hand.
RULES: dict[str, tuple[str, str]] = {
    "approval.allow_own": (
        N_("Own orders"), N_("Whoever typed an order may approve it. For a company of one person; it is on record."),
    ),
    "approval.new_customer_days": (
        N_("New customers, in days"), N_("So long after a first order a customer counts as new in the findings."),
    ),
    "approval.large_amount": (
        N_("Large orders, above ¥"),
        N_("Only the owner, or who may approve large orders, approves an order above it. 0: no limit."),
    ),
    "approval.duplicate_days": (
        N_("Same goods again, in days"),
        N_("An order like another of the customer, this near to it, is marked as a possible duplicate. 0: none is."),
    ),
    "approval.by_rule": (
        N_("Clear orders approve themselves"),
        N_("An order about which nothing at all is found is approved as soon as it is submitted. It is on record."),
    ),
    "approval.adjust_amount": (
        N_("Adjustments of stock, above ¥"),
        N_("What changes the stock by more, at cost, waits for a second person who approves requests. 0: no limit."),
    ),
    "approval.write_off_amount": (
        N_("Write-offs, above ¥"),
        N_("What is written off as lost for more, as it was billed, waits for a second person. 0: no limit."),
    ),
    "approval.refund_amount": (
        N_("Refunds for returns, above ¥"),
        N_("A credit for goods that came back of more waits for a second person. 0: no limit."),
    ),
    "approval.reprints": (
        N_("Papers printed again, more often than"),
        N_("From then on each further copy waits for a second person. 0: no limit."),
    ),
    "signoff.two_people": (
        N_("Two people sign off"), N_("The sign-offs of a delivery must come from two different people."),
    ),
    "packing.check_two_people": (
        N_("Two people pick and check"), N_("Who has picked does not check or count the same delivery."),
    ),
    "packing.weigh": (
        N_("Ask for weights"), N_("The bench asks what a package weighs before it is closed."),
    ),
    "packing.weight_tolerance": (
        N_("Doubtful weight, in %"), N_("A package that differs more from the weight of its goods is asked about."),
    ),
    "packing.batch": (
        N_("Deliveries picked at once"),
        N_("So many are picked in one walk, each put into its box. 0: one after another."),
    ),
    "packing.unusual_quantity": (
        N_("Unusual quantity"), N_("So many pieces in one scan are asked about; 0 never asks."),
    ),
    "import.as_drafts": (
        N_("Imports stay drafts"), N_("Orders from files are looked through before they are submitted."),
    ),
    "prices.last": (
        N_("Propose the last price"), N_("Where no special price holds, what the customer paid last is proposed."),
    ),
    "reports.people": (
        N_("Figures of single people"),
        N_("Reports may tell people apart. Off: for nobody, whatever the role; holds from the next sign-in."),
    ),
    "purchases.tolerance": (
        N_("More than ordered, in %"),
        N_("So much more of an order line is received without a question. 0: all is asked."),
    ),
    "purchases.every_days": (
        N_("Days between orders to suppliers"),
        N_("Goods have to last so much longer, as nothing is ordered in between. 0: ordered on any day."),
    ),
    "stock.near_expiry_days": (
        N_("Expiring soon, in days"), N_("Lots that expire within so many days are shown as expiring soon."),
    ),
    "baseline.hours": (
        N_("Before: hours from order to dispatch"),
        N_("How it was before the program; the report “Before and after” holds it against now. 0: not known."),
    ),
    "baseline.errors": (N_("Before: wrong deliveries of 1,000"), N_("Picked or packed wrong. 0: not known.")),
    "baseline.short": (N_("Before: short order lines of 100"), N_("Not whole at the first try. 0: not known.")),
}  # fmt: skip
CHOICES: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "packing.check": (
        N_("Check of a delivery"), N_("What is done when all is picked, before it is packed."),
        (("confirm", N_("One confirms: scan OK")), ("recount", N_("Every piece is scanned a second time")),
         ("scan", N_("The last scan checks and packs"))),
    ),
    "packing.open_carton": (
        N_("A carton with more than is needed"), N_("When a whole carton is scanned and only a part of it is wanted."),
        (("ask", N_("Ask whether it is opened")), ("refuse", N_("Refuse it"))),
    ),
    "packing.lot_swap": (
        N_("Another lot than planned"), N_("When a packer scans a free lot that was not planned."),
        (("ask", N_("Ask the packer")), ("take", N_("Take it")), ("refuse", N_("Refuse it"))),
    ),
}  # fmt: skip
ELSEWHERE = frozenset({
    "company.name", "company.address", "company.phone", "company.tax_number", "company.language", "company.sample",
    "company.bank_account", "papers.clause", "company.days_off", "company.days_worked", "freight.rest",
    "company.sample_day", "numbers.prefixes", "signoff.roles", "stock.expired_to", "badge.key", "papers.note_prices",
    "papers.customer_prices", "papers.copies", "papers.rules", "papers.mask",
    "papers.wording", "watch.rules", "watch.looked", "approval.incidents", "shipping.layouts", "labels.chosen",
})  # fmt: skip

SIGNOFFS = (
    (("warehouse", "sales"), N_("Warehouse and sales")), (("warehouse",), N_("Warehouse only")),
    (("sales",), N_("Sales only")), ((), N_("None")),
)  # fmt: skip

ROLES = {
    "owner": N_("Owner"), "clerk": N_("Order clerk"), "approver": N_("Approver"), "warehouse": N_("Warehouse"),
    "packer": N_("Packer"), "logistics": N_("Logistics"), "finance": N_("Finance"),
}  # fmt: skip

PERMISSIONS = {
    "orders.view": N_("See orders and customers"), "orders.edit": N_("Type and change orders"),
    "orders.import": N_("Import orders"), "orders.approve": N_("Approve orders"),
    "orders.approve_large": N_("Approve orders above the limit"), "acts.approve": N_("Approve what is above a limit"),
    "customers.edit": N_("Change customers and their prices"), "credit.view": N_("See credit and receivables"),
    "prices.view": N_("See costs and least prices"), "payments.edit": N_("Record payments"),
    "products.edit": N_("Change products and bins"), "purchases.edit": N_("Order from suppliers"),
    "stock.view": N_("See stock"), "stock.receive": N_("Receive goods"), "stock.move": N_("Move goods"),
    "stock.adjust": N_("Count and adjust stock"), "stock.freeze": N_("Freeze and release goods"),
    "deliveries.view": N_("See deliveries"), "deliveries.plan": N_("Plan, release and cancel deliveries"),
    "deliveries.pick": N_("Pick and pack"), "deliveries.dispatch": N_("Name carriers and dispatch"),
    "signoff.warehouse": N_("Sign off for the warehouse"), "signoff.sales": N_("Sign off for sales"),
    "tracking.edit": N_("Track and sign for deliveries"), "returns.edit": N_("Open returns of customers"),
    "returns.receive": N_("Receive and inspect returns"), "incidents.edit": N_("Handle incidents"),
    "settings.change": N_("Change settings"), "people.edit": N_("Change people and roles"),
    "reports.people": N_("See figures of single people"), "papers.seal": N_("Print the company's seal"),
    "company.create": N_("Set the company up"), "backup.run": N_("Back up"),
}  # fmt: skip

WAYS = (
    ("folder", N_("PDF into a folder")), ("system", N_("A printer of this PC")),
    ("tcp", N_("Label printer in the network")), ("cups", N_("Label printer, raw")),
    ("spooler", N_("Label printer of this PC, raw")),
)  # fmt: skip


def role_word(code: str) -> str:
    return _(ROLES[code]) if code in ROLES else code
