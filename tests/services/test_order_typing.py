"""What a person who types an order is offered."""

from services import catalogue, order_typing
from tests.services.shop import Shop, ean


def retired(shop: Shop, product: int) -> None:
    row = shop.stored(product)
    data = catalogue.ProductData(row.sku, row.name, codes=(catalogue.Code(ean(shop.made)),), active=False)
    catalogue.change_product(shop.call("owner"), product, row.version, data)


def skus(text: str) -> list[str]:
    return [found.sku for found in order_typing.find_products(text)]


def test_a_product_in_use_is_found_by_search_barcode_scan_and_paste(shop: Shop) -> None:
    shop.product("OLD-1")
    texts = ["old-1", ean(1)]
    assert [skus(text) for text in (*texts, "Product")] == [["OLD-1"]] * 3
    assert {text: found.sku for text, found in order_typing.exact_products(texts).items()} == dict.fromkeys(
        texts, "OLD-1"
    )


def test_a_product_that_is_not_in_use_is_offered_by_nothing(shop: Shop) -> None:
    retired(shop, shop.product("OLD-1"))
    texts = ["old-1", ean(1)]
    assert [skus(text) for text in (*texts, "Product")] == [[]] * 3
    assert order_typing.exact_products(texts) == {}


def test_an_order_typed_before_still_shows_what_is_not_in_use_any_more(shop: Shop) -> None:
    product = shop.product("OLD-1")
    retired(shop, product)
    assert order_typing.products_by_id([product])[product].sku == "OLD-1"
