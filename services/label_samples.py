"""What the label designer shows a template with: a real record of the company, or a made-up one where there is none."""

from datetime import date, datetime
from decimal import Decimal

from models.base import reconnect
from models.delivery import Delivery, Package
from models.goods import Product
from models.people import User
from models.stock import Location, Lot, StockBalance
from printing.commands import command_labels
from printing.labels.fields import AnyLabel
from printing.papers import BadgeLabel, BinLabel, Content, Party, ProductLabel, ShippingLabel
from services import bins, papers, people, settings
from services.errors import Refusal
from services.faults import translated


def sample(kind: str, language: str = "zh_CN") -> AnyLabel:
    """A label of the newest record of its kind; from a reader thread."""
    with translated():
        reconnect()
        match kind:
            case "label" | "carton":
                return _package(language) or made_up(kind, language)
            case "product" | "lot":
                return _goods(language) or made_up(kind, language)
            case "bin":
                return _bin() or made_up(kind, language)
        return made_up(kind, language)


def _package(language: str) -> ShippingLabel | None:
    row = Package.select(Package.delivery, Package.number).order_by(Package.id.desc()).tuples().first()
    if row is None:
        return None
    return papers.labels(Delivery.get_by_id(row[0]), row[1], 1, language)[0]


def _goods(language: str) -> ProductLabel | None:
    """Goods of a lot, where some lie somewhere."""
    lots = (
        Lot.select(Product.sku, Lot.number).join(Product)
        .where((Lot.number != "") & Lot.id.in_(StockBalance.select(StockBalance.lot).where(StockBalance.on_hand > 0)))
        .order_by(Lot.id.desc()).tuples()
    )  # fmt: skip
    row = lots.first() or Product.select(Product.sku).order_by(Product.id.desc()).tuples().first()
    return papers.product_label("/".join(row), language) if row else None


def _bin() -> BinLabel | None:
    place = Location.get_or_none((Location.kind == "bin") & Location.active)
    rows = bins.labelled(place.id) if place else ()
    return BinLabel(rows[0].code, rows[0].name) if rows else None


def made_up(kind: str, language: str) -> AnyLabel:
    """A label of nothing there is, in the paper's language."""
    zh, company = language.startswith("zh"), settings.get("company.name")
    goods = "锂基润滑脂 3 号" if zh else "Grease No. 3"
    match kind:
        case "label" | "carton":
            to = Party("宁波东港贸易行", "林海波", "13812342046", "浙江省宁波市北仑区明州西路 166 号") if zh else Party(
                "Harbour Trading Co.", "Jo Field", "020 7946 0018", "166 Dock Road, London")  # fmt: skip
            sender = Party(company, "", settings.get("company.phone"), settings.get("company.address"))
            return ShippingLabel(
                "DN-20260305-0017-1", 1, 2, "顺丰标快" if zh else "DPD", to, sender, "SF1502339470017", "010-A1",
                Decimal("8.42"), Decimal(6), (Content(goods, Decimal(6), "桶" if zh else "pail", "LZ-003-15KG"),),
                "PO-2026-0311", handling=("fragile",), printed_at=datetime.fromisoformat("2026-03-05T14:36"),
            )  # fmt: skip
        case "product" | "lot":
            return ProductLabel(
                "LZ-003-15KG", goods, "6901234567892", "15 kg", "桶" if zh else "pail", Decimal(1), "L260214",
                date(2026, 2, 14), date(2028, 2, 13), Decimal("186.5"), company,
                "(01)06901234567892(17)280213(10)L260214",
            )  # fmt: skip
        case "bin":
            return BinLabel("A-01-02-3", "靠门第一层" if zh else "First shelf by the door")
        case "badge":
            return BadgeLabel("刘强" if zh else "Ann Lee", "BDG-4F7K2Q", "仓库" if zh else "Warehouse", company)
    return command_labels(language)[0]


def badge(user_id: int, code: str) -> BadgeLabel:
    """The badge of a person, whose code is scanned or typed since only its hash is kept. Refuses unknown_user,
    badge_other; from a reader thread."""
    with translated():
        reconnect()
        user = User.get_or_none(User.id == user_id)
        if user is None:
            raise Refusal("unknown_user", login=str(user_id))
        if people.badge_digest(code.strip()) != user.badge:
            raise Refusal("badge_other", name=user.name)
        return BadgeLabel(user.name, code.strip(), "", settings.get("company.name"))
