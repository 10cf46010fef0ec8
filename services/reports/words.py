"""Dimensions and values that several reports share."""

from typing import Any

from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.goods import Product
from models.orders import OrderLine
from models.parties import Carrier, Customer
from resources.i18n import N_
from services.lists import Localized
from services.reports.definition import Detail, Dimension

D, OL, DL = Delivery, OrderLine, DeliveryLine
HOUR, DAY = 3_600_000_000, 86_400_000_000
TWO = peewee.SQL("2")
REGIONS = (
    "北京", "天津", "上海", "重庆", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建",
    "江西",
    "山东",
    "河南", "湖北", "湖南", "广东", "广西", "海南", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏",
    "新疆",
    "香港",
    "澳门", "台湾",
)  # fmt: skip

# What a line that has left is worth: its share of the ordered line's amount, to the cent, half up (as it is billed).
SOLD = peewee.Case(
    None, ((DL.packed == OL.ordered, OL.amount),), (TWO * OL.amount * DL.packed + OL.ordered) / (TWO * OL.ordered)
)

CUSTOMER = Dimension("customer", N_("Customer"), lambda _d: Customer.id, lambda _d: Customer.name)
PRODUCT = Dimension(
    "product", N_("Product"), lambda _d: Product.id, lambda _d: Localized(Product.name, Product.name_en)
)
CATEGORY = Dimension("category", N_("Category"), lambda _d: Product.category)
CARRIER = Dimension("carrier", N_("Carrier"), lambda _d: Carrier.id, lambda _d: Carrier.name)


def region(address: Any) -> Any:
    """The province an address begins with; empty for others."""
    return peewee.Case(peewee.fn.SUBSTR(address, peewee.SQL("1"), TWO), tuple((name[:2], name) for name in REGIONS), "")


REGION = Dimension("region", N_("Region"), lambda _d: region(D.address))

DELIVERY_DETAIL = (
    Detail("number", N_("Delivery no."), "code", D.number, 150),
    Detail("customer", N_("Customer"), "text", D.customer_name, 200),
    Detail("promised", N_("Promised"), "date", D.promised, 100),
    Detail("dispatched", N_("Dispatched"), "moment", D.dispatched_at, 140),
    Detail("state", N_("State"), "state", D.state, 110),
)
