"""What papers say, taken from the records: labels, delivery notes and pick lists, and their PDF."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.delivery import Delivery, DeliveryLine, Package, PackageLine, PickLine
from models.driver import peewee
from models.fields import money
from models.goods import Barcode, Product
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.parties import Carrier
from models.people import User
from models.stock import Location, Lot
from printing import figures
from printing.errors import Unprintable
from printing.labels.fields import AnyLabel
from printing.papers import (
    BinLabel,
    Content,
    DeliveryNote,
    NoteLine,
    Party,
    PickList,
    ProductLabel,
    ReturnSlip,
    ShippingLabel,
)
from printing.papers import PickLine as ListedPick
from printing.press import apart
from printing.wording import Own
from resources.i18n import BOTH
from services import (
    attachments,
    bins,
    handovers,
    label_templates,
    note_facts,
    packed_goods,
    printing_jobs,
    return_slips,
    settings,
    statements,
)
from services.delivery_book import order_numbers, orders_of
from services.errors import Refusal
from services.faults import translated
from services.unit import utc_now

Layout = Callable[..., bytes]
render_delivery_note: Layout = apart("printing.documents.delivery_note:render_delivery_note")
render_return_slip: Layout = apart("printing.documents.return_slip:render_return_slip")
render_statement: Layout = apart("printing.documents.statement:render_statement")
render_handover: Layout = apart("printing.documents.handover:render_handover")
render_labels: Layout = apart("printing.labels.render:render")
render_packing_list: Layout = apart("printing.documents.packing_list:render_packing_list")
render_pick_list: Layout = apart("printing.documents.pick_list:render_pick_list")

OF_DELIVERY = printing_jobs.OF_DELIVERY
ZERO, ONE = Decimal(0), Decimal(1)


def render(
    kind: str,
    number: str,
    *,
    dpi: int = 203,
    language: str = "zh_CN",
    package: int = 0,
    prints: int = 1,
    size: str = "",
    prices: bool | None = None,
    offset: tuple[float, float] = (0.0, 0.0),
    owed: bool = False,
    vehicle: str = "",
    copies: int = 1,
    start: int = 1,
    seal: bool = False,
) -> bytes:
    """A paper as PDF. `number` is the delivery's, for a label also one package's (DN-...-2), for a hand-over list its
    own (HO-...), for a product label the SKU, with "/" and a lot's number after it for one lot, for a bin its code.

    `package` 0 is every package; of a return slip it names a return, whose goods then stand on it. `size` is one of
    printing_jobs.SIZES, for a label also the key of a template, and `copies` and `start` are those of labels, which
    count themselves and fill sheets; `prices` None is as the customer has it; `offset` moves a note, in
    millimetres; `owed` says what the customer owed before, where prices are shown and the customer is on credit;
    `vehicle` is who drives, where no hand-over list says it; with `seal` a note or a statement bears the company's,
    for whoever holds papers.seal. Refuses unknown_delivery, not_packed, not_released, not_printable,
    unknown_paper_size, unknown_product, unknown_bin.
    """
    with translated():
        reconnect()
        try:
            if kind in printing_jobs.LABELS:
                # A label has no room for two languages.
                language = "zh_CN" if language == BOTH else language
                rows = label_rows(kind, number, package, prints, language)
                template = label_templates.fitting(kind, size)
                return render_labels(template, rows, dpi, language, copies=copies, start=start)
            size, wording = printing_jobs.fitting_size(kind, size), own_wording(kind)
            if kind == "handover":
                return render_handover(handovers.paper(number, prints), language, size, wording)
            if kind == "statement":
                account = statements.statement(number, seller(), prints)
                account = replace(account, seal=attachments.of_company("seal") if seal else b"")
                return render_statement(account, language, size, wording)
            delivery, package = find(number, package)
            match kind:
                case "note":
                    shown = printing_jobs.shows_prices(delivery.customer_id) if prices is None else prices
                    paper = note(delivery, prints, language, owed and shown, vehicle)
                    paper = replace(paper, seal=attachments.of_company("seal") if seal else b"")
                    return render_delivery_note(paper, size, language, shown, offset, wording)
                case "packing":
                    listed = packed_goods.listed(delivery, seller(), receiver(delivery), prints, language)
                    return render_packing_list(listed, language, size, wording)
                case "return":
                    return render_return_slip(return_slip(delivery, prints, language, package), language, size, wording)
                case _:
                    return render_pick_list(pick_list(delivery, prints, language), language, size, wording)
        except Unprintable as error:
            raise Refusal("not_printable", number=number, reason=error.code) from error


def own_wording(kind: str) -> dict[str, Own]:
    """How the company has the columns and fields of a document, by their keys."""
    kept: dict[str, Own] = settings.get("papers.wording")
    return {key.removeprefix(f"{kind}."): own for key, own in kept.items() if key.startswith(f"{kind}.")}


def return_slip(
    delivery: Delivery, prints: int = 1, language: str = "zh_CN", return_id: int = 0
) -> ReturnSlip:
    """What was delivered, for whoever sends some of it back; of a return that was opened its goods, filled in."""
    when = delivery.dispatched_at or utc_now()
    slip = ReturnSlip(
        delivery.number, when.astimezone().date(), seller(), receiver(delivery), _note_lines(delivery, language),
        delivery.customer_ref, order_numbers(delivery), note_facts.carried_by(delivery), prints,
    )  # fmt: skip
    return return_slips.filled(slip, return_id, language) if return_id else slip


def label_rows(kind: str, number: str, package: int, prints: int, language: str) -> Sequence[AnyLabel]:
    """What is printed on the labels of a kind that go by a number. Refuses as `render`."""
    match kind:
        case "bin":
            return bin_labels(number, prints)
        case "product" | "lot":
            return (product_label(number, language, prints),)
    delivery, package = find(number, package)
    return labels(delivery, package, prints, language)


def bin_labels(code: str, prints: int = 1) -> tuple[BinLabel, ...]:
    """The label of a bin, or for a zone or aisle those of the bins in use below it. Refuses unknown_bin."""
    place = Location.get_or_none(Location.code == code.strip().upper())
    if place is None:
        raise Refusal("unknown_bin")
    return tuple(BinLabel(row.code, row.name, prints) for row in bins.labelled(place.id))


def product_label(code: str, language: str = "zh_CN", prints: int = 1) -> ProductLabel:
    """The label on goods: SKU, or SKU/LOT for those of one lot. Refuses unknown_product."""
    sku, _slash, number = code.strip().partition("/")
    product = Product.get_or_none(Product.sku == sku)
    lot = Lot.get_or_none((Lot.product == product) & (Lot.number == number)) if product and number else None
    if product is None or (number and lot is None):
        raise Refusal("unknown_product", name=code)
    mine = Barcode.select().where((Barcode.product == product) & (Barcode.factor == 1)).order_by(Barcode.id).first()
    barcode = mine.code if mine else product.sku
    data = _gs1(barcode, lot) if lot else ""
    return ProductLabel(
        product.sku, _name(product.name, product.name_en, language), barcode, product.spec, product.unit,
        lot=number, made=lot.made if lot else None, expiry=lot.expiry if lot else None,
        company=settings.get("company.name"), data=data, prints=prints,
    )  # fmt: skip


def _gs1(barcode: str, lot: Lot) -> str:
    """Product, expiry and lot as one GS1 code; a product without a GTIN has the plain lot number instead."""
    if not (barcode.isdigit() and len(barcode) in (8, 12, 13, 14)):
        return str(lot.number)
    until = f"(17){lot.expiry:%y%m%d}" if lot.expiry else ""
    return f"(01){barcode.zfill(14)}{until}(10){lot.number}"


def find(number: str, package: int = 0) -> tuple[Delivery, int]:
    """The delivery of a number, and the package when the number names one. Refuses unknown_delivery."""
    number = number.strip().upper()
    delivery = Delivery.get_or_none(Delivery.number == number)
    head, _dash, tail = number.rpartition("-")
    if delivery is None and tail.isdigit():
        delivery, package = Delivery.get_or_none(Delivery.number == head), int(tail)
    if delivery is None:
        raise Refusal("unknown_delivery")
    return delivery, package


def labels(
    delivery: Delivery, package: int = 0, prints: int = 1, language: str = "zh_CN"
) -> tuple[ShippingLabel, ...]:
    """The labels of a delivery's packages, or of one. Refuses not_packed."""
    packages = list(Package.select().where(Package.delivery == delivery).order_by(Package.number))
    wanted = [each for each in packages if package in (0, each.number)]
    if not wanted:
        raise Refusal("not_packed", number=delivery.number)
    contents = _contents([each.id for each in wanted], language)
    return tuple(_label(delivery, each, len(packages), contents[each.id], prints) for each in wanted)


def _label(
    delivery: Delivery, package: Package, count: int, contents: list[Content], prints: int
) -> ShippingLabel:
    return ShippingLabel(
        package=f"{delivery.number}-{package.number}",
        index=package.number,
        count=count,
        carrier=note_facts.carried_by(delivery),
        route=note_facts.area(delivery),
        to=receiver(delivery),
        sender=seller(),
        tracking=package.tracking_number,
        weight=None if package.weight_g is None else figures.kilos(package.weight_g),
        pieces=sum((each.quantity for each in contents), ZERO),
        contents=tuple(contents),
        customer_order=delivery.customer_ref,
        handling=note_facts.handling(delivery, package.id, package.weight_g),
        prints=prints,
        printed_at=_local_now(),
    )


def _contents(package_ids: list[int], language: str) -> dict[int, list[Content]]:
    """What is in each package, a product once, in the order of the lines."""
    found: dict[int, dict[int, Content]] = {each: {} for each in package_ids}
    rows = (
        PackageLine.select(PackageLine.package, PackageLine.quantity, Product.id, Product.name, Product.name_en,
                           Product.unit, Product.sku)
        .join(DeliveryLine)
        .join(Product, on=(Product.id == DeliveryLine.product))
        .where(PackageLine.package.in_(package_ids))
        .order_by(DeliveryLine.position, PackageLine.id)
        .tuples()
    )  # fmt: skip
    for package, quantity, product, name, english, unit, sku in rows:
        before = found[package].get(product)
        whole = quantity + (before.quantity if before else ZERO)
        found[package][product] = Content(_name(name, english, language), whole, unit, sku)
    return {each: list(content.values()) for each, content in found.items()}


def note(
    delivery: Delivery, prints: int = 1, language: str = "zh_CN", owed: bool = False, vehicle: str = ""
) -> DeliveryNote:
    """The delivery note: what is packed, lot by lot; before packing what is planned."""
    order = delivery.order
    when = delivery.dispatched_at or utc_now()
    return DeliveryNote(
        number=delivery.number,
        day=when.astimezone().date(),
        seller=seller(),
        customer=receiver(delivery),
        lines=_note_lines(delivery, language),
        customer_order=delivery.customer_ref,
        orders=order_numbers(delivery),
        carrier=note_facts.carried_by(delivery),
        vehicle=note_facts.vehicle(delivery) or vehicle,
        salesperson=_author(order),
        packages=delivery.packages,
        weight=figures.kilos(delivery.weight_g) if delivery.weight_g else None,
        volume=note_facts.volume(delivery),
        owed_before=note_facts.owed_before(delivery) if owed else None,
        bank_account=settings.get("company.bank_account"),
        clause=settings.get("papers.clause"),
        signed=note_facts.signed(delivery),
        prepared_by=_author(order),
        approved_by=_approver(order),
        copies=settings.get("papers.copies"),
        prints=prints,
        remark=_remark(delivery),
    )


def _note_lines(delivery: Delivery, language: str) -> tuple[NoteLine, ...]:
    lines = list(
        DeliveryLine.select(DeliveryLine, OrderLine, Product)
        .join(OrderLine)
        .switch(DeliveryLine)
        .join(Product)
        .where(DeliveryLine.delivery == delivery)
        .order_by(DeliveryLine.position)
    )
    lots = _packed_lots([line.id for line in lines])
    found: list[NoteLine] = []
    for line in lines:
        quantity = line.packed or line.quantity
        if quantity:
            found += _lines_of(line, lots.get(line.id, [("", None, quantity)]), language)
    return tuple(found)


def _packed_lots(line_ids: list[int]) -> dict[int, list[tuple[str, Any, Decimal]]]:
    """Delivery line -> (lot, expiry, base units), a lot once though it may lie in several packages."""
    found: dict[int, dict[int, tuple[str, Any, Decimal]]] = {}
    rows = (
        PackageLine.select(PackageLine.delivery_line, Lot.id, Lot.number, Lot.expiry, PackageLine.quantity)
        .join(Lot)
        .where(PackageLine.delivery_line.in_(line_ids))
        .order_by(PackageLine.id)
        .tuples()
    )
    for line, lot, number, expiry, quantity in rows:
        of_line = found.setdefault(line, {})
        before = of_line[lot][2] if lot in of_line else ZERO
        of_line[lot] = (number, expiry, before + quantity)
    return {line: list(of_line.values()) for line, of_line in found.items()}


def _lines_of(line: DeliveryLine, lots: Sequence[tuple[str, Any, Decimal]], language: str) -> list[NoteLine]:
    """A delivery line as note lines, one a lot, in the order's unit where it comes out even.

    The amounts are those that are billed: each delivery line is rounded once, its last lot takes the rest.
    """
    ordered, product = line.line, line.product
    whole = sum((quantity for _lot, _expiry, quantity in lots), ZERO)
    left = _billed(ordered, whole)
    even = all(quantity % ordered.factor == 0 for _lot, _expiry, quantity in lots)
    factor, unit = (ordered.factor, ordered.unit or product.unit) if even else (ONE, product.unit)
    price = (ordered.unit_price or ZERO) * factor / ordered.factor
    found = []
    for place, (lot, expiry, quantity) in enumerate(lots, 1):
        amount = left if place == len(lots) else _billed(ordered, quantity)
        left -= amount
        name = _name(product.name, product.name_en, language)
        found.append(
            NoteLine(product.sku, name, quantity / factor, unit, product.spec, price=price, amount=amount, lot=lot,
                     expiry=expiry)
        )  # fmt: skip
    return found


def _billed(ordered: OrderLine, quantity: Decimal) -> Decimal:
    return money(ordered.amount * quantity / ordered.ordered) if ordered.ordered else ZERO


def pick_list(delivery: Delivery, prints: int = 1, language: str = "zh_CN") -> PickList:
    """What to fetch for a released delivery, in walking order. Refuses not_released."""
    rows = list(
        PickLine.select(Location.code, Product.sku, Product.name, Product.name_en, PickLine.planned, Product.unit,
                        Product.spec, Lot.number, Lot.expiry)
        .join(Location, on=(Location.id == PickLine.bin))
        .switch(PickLine)
        .join(Product)
        .switch(PickLine)
        .join(Lot)
        .where((PickLine.delivery == delivery) & (PickLine.planned > 0))
        .order_by(PickLine.walk, PickLine.id)
        .tuples()
    )  # fmt: skip
    if not rows:
        raise Refusal("not_released", number=delivery.number)
    orders = order_numbers(delivery)
    return PickList(
        number=delivery.number,
        printed_at=_local_now(),
        lines=tuple(
            ListedPick(bin_, sku, _name(name, english, language), planned, unit, spec, lot, expiry, orders)
            for bin_, sku, name, english, planned, unit, spec, lot, expiry in rows
        ),
        customer=delivery.customer_name,
        orders=orders,
        promised=datetime.combine(delivery.promised, time()) if delivery.promised else None,
        carrier=_carrier(delivery),
        prints=prints,
        remark=_remark(delivery),
    )


def _remark(delivery: Delivery) -> str:
    """What its orders say to whoever packs and delivers, each note once and on one line."""
    notes = (" ".join(order.note.split()) for order in orders_of(delivery))
    return "; ".join(dict.fromkeys(filter(None, notes)))


def seller() -> Party:
    """The company itself, as its settings name it."""
    name, phone, address = (settings.get(f"company.{key}") for key in ("name", "phone", "address"))
    return Party(name, "", phone, address, attachments.of_company("logo"))


def receiver(delivery: Delivery) -> Party:
    """Whom a delivery goes to, as it was when it was planned; name and phone masked where the company wants it."""
    person, phone = masked(delivery.receiver, delivery.phone)
    return Party(delivery.customer_name, person, phone, delivery.address)


def masked(person: str, phone: str) -> tuple[str, str]:
    """A person and a phone as papers show them: masked where the company wants it."""
    if not settings.get("papers.mask"):
        return person, phone
    return figures.masked_name(person), figures.masked_phone(phone)


def _carrier(delivery: Delivery) -> str:
    return Carrier.get_by_id(delivery.carrier_id).name if delivery.carrier_id else ""


def _author(order: SalesOrder | None) -> str:
    return User.get_by_id(order.author_id).name if order is not None and order.author_id else ""


def _approver(order: SalesOrder | None) -> str:
    if order is None:
        return ""
    row = (
        ApprovalRequest.select(User.name)
        .join(User, peewee.JOIN.INNER, on=(User.id == ApprovalRequest.decided_by))
        .where((ApprovalRequest.order == order) & (ApprovalRequest.decision == "approved"))
        .order_by(ApprovalRequest.id.desc())
        .tuples()
        .first()
    )
    return row[0] if row else ""


def _name(name: str, english: str, language: str) -> str:
    if language == BOTH and english:
        return f"{name} {english}"
    return english if language == "en" and english else name


def _local_now() -> datetime:
    return utc_now().astimezone().replace(tzinfo=None)
