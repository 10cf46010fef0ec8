"""The company that other tests build on."""

from models.orders import SalesOrder
from tests.services.shop import Shop


def test_an_order_goes_the_whole_way(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 10)
    delivery = shop.signed((product, 4))
    assert delivery.state == "closed"
    assert SalesOrder.get().state == "completed"
    assert shop.audit()[-2:] == ["delivery.dispatch", "tracking.sign_for"]
