"""What each paper says: plain frozen values, ready to be laid out, without the words that depend on the language.

Codes on paper are printed as given, so numbers should be of 0-9, A-Z and "-". Moments are already local time.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Party:
    """Someone with an address; `person` is whom to ask for, `company` the full legal name, `logo` a picture file."""

    company: str = ""
    person: str = ""
    phone: str = ""
    address: str = ""
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed for a role, and the signature as a picture file where it was drawn."""

    role: str
    name: str
    drawn: bytes = b""


@dataclass(frozen=True, slots=True)
class Content:
    """So much of one product in a package."""

    name: str
    quantity: Decimal
    unit: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class ShippingLabel:
    """The label of one package. Its big code is the carrier's `tracking`, or the package's own number without one.

    `package` is the package's own number (DN-20260305-0017-1), `route` the carrier's sorting code (三段码),
    `handling` any of the keys of labels.fields.HANDLING, `prints` how often it has been printed, this time included.
    The recipient's telephone is masked in the middle unless `mask_phone` is off.
    """

    package: str
    index: int
    count: int
    carrier: str
    to: Party
    sender: Party
    tracking: str = ""
    route: str = ""
    weight: Decimal | None = None
    pieces: Decimal = ZERO
    contents: tuple[Content, ...] = ()
    customer_order: str = ""
    remark: str = ""
    handling: tuple[str, ...] = ()
    mask_phone: bool = True
    prints: int = 1
    printed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProductLabel:
    """The label on goods. `barcode` is drawn as EAN-13 when it is a valid one, else as Code 128.

    `data` is what the QR code holds, "(01)...(17)...(10)..." for a GS1 one; empty, there is none. `prints` above 1
    marks a reprint.
    """

    sku: str
    name: str
    barcode: str
    spec: str = ""
    unit: str = ""
    quantity: Decimal | None = None
    lot: str = ""
    made: date | None = None
    expiry: date | None = None
    price: Decimal | None = None
    company: str = ""
    data: str = ""
    prints: int = 1


@dataclass(frozen=True, slots=True)
class BinLabel:
    """The label on a shelf; a scanner reads "BIN-" and the code. `prints` above 1 marks a reprint."""

    code: str
    name: str = ""
    prints: int = 1


@dataclass(frozen=True, slots=True)
class BadgeLabel:
    """The badge of a person; a scanner reads `code` to sign in."""

    name: str
    code: str
    role: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line of a delivery note; `packs` says the quantity in cases and pieces ("3 箱 5 瓶")."""

    sku: str
    name: str
    quantity: Decimal
    unit: str
    spec: str = ""
    packs: str = ""
    price: Decimal = ZERO
    amount: Decimal = ZERO
    lot: str = ""
    expiry: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryNote:
    """What the receiver signs. The total is the sum of the lines' amounts.

    `owed_before` is what the customer owed before this delivery; None leaves the three figures of the account out.
    `copies` are the names of the copies, first to last; empty for the three usual ones in the paper's language. `seal`
    is the picture file of the company's seal, which lies under what is written.
    """

    number: str
    day: date
    seller: Party
    customer: Party
    lines: tuple[NoteLine, ...]
    customer_order: str = ""
    orders: tuple[str, ...] = ()
    carrier: str = ""
    vehicle: str = ""
    salesperson: str = ""
    packages: int = 0
    weight: Decimal | None = None
    volume: Decimal | None = None
    owed_before: Decimal | None = None
    bank_account: str = ""
    remark: str = ""
    clause: str = ""
    prepared_by: str = ""
    approved_by: str = ""
    copies: tuple[str, ...] = ()
    prints: int = 1
    signed: tuple[Signed, ...] = ()
    seal: bytes = b""


@dataclass(frozen=True, slots=True)
class PackedItem:
    """So much of one product, of one lot, in a package."""

    sku: str
    name: str
    quantity: Decimal
    unit: str
    spec: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """A package with what is in it. Weights in kilograms: `gross` as weighed, `net` of the goods where it is known."""

    number: int
    items: tuple[PackedItem, ...]
    gross: Decimal | None = None
    net: Decimal | None = None
    tracking: str = ""


@dataclass(frozen=True, slots=True)
class PackingList:
    """What is in which package. `volume` in cubic metres."""

    number: str
    day: date
    seller: Party
    customer: Party
    packages: tuple[Packed, ...]
    customer_order: str = ""
    orders: tuple[str, ...] = ()
    carrier: str = ""
    volume: Decimal | None = None
    remark: str = ""
    packed_by: str = ""
    prints: int = 1


@dataclass(frozen=True, slots=True)
class ReturnSlip:
    """What goes along with goods that come back: lines of what was delivered, to be filled in by hand.

    Of a return that was opened it says what comes `back` of each line, under `returned`, its number, and `why`.
    """

    number: str
    day: date
    seller: Party
    customer: Party
    lines: tuple[NoteLine, ...]
    customer_order: str = ""
    orders: tuple[str, ...] = ()
    carrier: str = ""
    prints: int = 1
    returned: str = ""
    back: tuple[Decimal, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """What changed an account on a day: `owed` more, or `paid`."""

    day: date
    what: str
    number: str
    owed: Decimal = ZERO
    paid: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Statement:
    """A customer's account over a time: what was owed at its first day, what came, what is owed after its last."""

    number: str
    first: date
    last: date
    seller: Party
    customer: Party
    opening: Decimal
    lines: tuple[StatementLine, ...]
    bank_account: str = ""
    prints: int = 1
    seal: bytes = b""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is offered: the lines at their prices, each for one of its unit, until a day. The total is their sum."""

    number: str
    day: date
    valid_until: date
    seller: Party
    customer: Party
    lines: tuple[NoteLine, ...]
    reference: str = ""
    promised: date | None = None
    payment_days: int = 0
    salesperson: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PickLine:
    """So much of one lot from one bin, for the orders named."""

    bin: str
    sku: str
    name: str
    planned: Decimal
    unit: str
    spec: str = ""
    lot: str = ""
    expiry: date | None = None
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PickList:
    """What to fetch, in walking order. `number` is the delivery's or the wave's; `customer` is empty for a wave.

    Products carry no bar code here on purpose: a picker must scan the goods, not the paper.
    """

    number: str
    printed_at: datetime
    lines: tuple[PickLine, ...]
    customer: str = ""
    orders: tuple[str, ...] = ()
    promised: datetime | None = None
    picker: str = ""
    carrier: str = ""
    remark: str = ""
    prints: int = 1


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a printed list; `share` is its width in half characters, figures stand at the right."""

    title: str
    share: float
    figures: bool = False


@dataclass(frozen=True, slots=True)
class PrintedList:
    """Any list of the program on paper. `told` are its filters in words, `totals` a term with its figure each."""

    title: str
    at: datetime
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    company: str = ""
    by: str = ""
    told: tuple[str, ...] = ()
    totals: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """A headline of a report: its term, the figure, and what it is compared with."""

    term: str
    figure: str
    compared: str = ""


@dataclass(frozen=True, slots=True)
class ReportBar:
    """One bar of a report's chart: its word, its length from 0 to 1 (below 0: drawn empty), the figure beside it in
    words and as a number (None where there is none)."""

    word: str
    share: float
    figure: str
    value: float | None


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A report on paper: headlines, a chart of one measure, then every row.

    `told` says what it is about and its days, `notes` what each figure means.
    """

    title: str
    at: datetime
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[ReportFigure, ...] = ()
    chart: str = ""
    bars: tuple[ReportBar, ...] = ()
    company: str = ""
    by: str = ""
    told: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandedOver:
    """One delivery on a hand-over list. Weight in grams."""

    number: str
    customer: str
    receiver: str
    address: str
    packages: int
    weight_g: int
    tracking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandOverList:
    """What a driver signs for: so many packages of these deliveries."""

    number: str
    at: datetime
    company: str
    lines: tuple[HandedOver, ...]
    carrier: str = ""
    driver: str = ""
    plate: str = ""
    handed_by: str = ""
    prints: int = 1


@dataclass(frozen=True, slots=True)
class CountLine:
    """What the book knows of at a place; how much is not said. `code` is what a scan of the line says."""

    code: str
    sku: str
    name: str
    unit: str
    lot: str = ""
    expiry: date | None = None


@dataclass(frozen=True, slots=True)
class CountPlace:
    """A bin to be counted, with what the book knows of there; empty bins are counted too."""

    code: str
    name: str
    lines: tuple[CountLine, ...]
