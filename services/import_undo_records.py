"""Products, customers, suppliers, prices and counts of a file are taken back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from models.exchange import ImportRow
from models.goods import Barcode, CustomerArticle, Price, Product, ProductStock
from models.parties import Address, Customer, CustomerAlias, Supplier
from models.stock import StockMove
from services import ledger, one_of_a_kind, planning
from services.bulk import any_of
from services.errors import Refusal
from services.import_revisions import put_back
from services.import_undo_rows import Undone, before_of, remove, used
from services.price_book import PriceKey, newest_prices, price_key
from services.unit import Unit


def undo_products(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    own = (ProductStock, Barcode)
    return _undo(u, rows, "products", Product, Product.sku, own, "product")


def undo_customers(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    return _undo(u, rows, "customers", Customer, Customer.code, (Address, CustomerAlias), "customer")


def undo_suppliers(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    return _undo(u, rows, "suppliers", Supplier, Supplier.code, (), "supplier")


def _undo(
    u: Unit, rows: Sequence[ImportRow], topic: str, model: Any, name: Any, own: Iterable[Any], attached: str
) -> Undone:  # fmt: skip
    """Those that were changed, or that anything points to, stay; those that the file changed are as they were."""
    u.topics.add(topic)
    revised = [row for row in rows if row.before]
    again = put_back(topic, revised, name.name)

    def stays(ids: Sequence[int]) -> dict[int, str]:
        changed = model.select(model.id).where(any_of(model.id, ids) & (model.version != 1)).tuples()
        kept = {key for (key,) in changed} | used(model, ids, (*own, CustomerArticle), attached)
        named = model.select(model.id, name).where(any_of(model.id, sorted(kept)))
        return dict(named.tuples())

    def drop(ids: list[int]) -> None:
        for part in (*own, CustomerArticle):
            for key, other in model._meta.backrefs.items():
                if other is part:
                    part.delete().where(any_of(key, ids)).execute()

    done = remove([row for row in rows if not row.before], model, stays, drop)
    done.gone.rows |= again.gone.rows
    done.gone.records += again.gone.records
    done.gone.told = again.gone.told
    done.kept += again.kept
    return done


def undo_prices(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    """A price goes, and a standard one is set back, where it still is what the file said."""
    u.topics.add("products")
    done, prices = Undone(), list[tuple[int, int | None, str, Decimal | None, Decimal | None]]()
    listed = {row.id: row for row in Price.select().where(any_of(Price.id, [row.document_id for row in rows]))}
    before, gone_from = newest_prices({price.product_id for price in listed.values()}), list[Price]()
    for row in rows:
        said = before_of(row)
        price = Decimal(said["price"]) if "price" in said else None
        if "standard" in said:
            was = None if said["standard"] is None else Decimal(said["standard"])
            product = Product.update(price=was, version=Product.version + 1)
            gone = product.where((Product.id == row.document_id) & (Product.price == price)).execute()
            prices += [(row.document_id, None, "", price, was)] if gone else []
        else:
            gone = Price.delete().where((Price.id == row.document_id) & (Price.price == price)).execute()
            gone_from += [listed[row.document_id]] if gone else []
        if gone:
            done.go(row.row)
        else:
            done.kept.append(said.get("sku", str(row.document_id)))
    prices += _without(gone_from, before)
    done.gone.told = {"prices": [each for each in prices if each[3] != each[4]]}
    return done


def _without(
    gone: Sequence[Price], before: Mapping[PriceKey, Decimal]
) -> list[tuple[int, int | None, str, Decimal | None, Decimal | None]]:
    """(product, customer, level, old, new) of what prices that are gone were for: another one holds now, or the
    standard one.
    """
    standard = dict(Product.select(Product.id, Product.price).where(
        any_of(Product.id, {price.product_id for price in gone})).tuples())  # fmt: skip
    now = newest_prices(standard)
    return [(*key[:3], before[key], now.get(key, standard[key[0]])) for key in dict.fromkeys(map(price_key, gone))]


def undo_counts(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    """The moves are reversed where the goods did not move since; what is promised since stays too."""
    u.topics.add("stock")
    done = Undone()
    products, kept = set(), []
    of_row = {row.row: before_of(row).get("moves", ()) for row in rows}
    ids = [move for moves in of_row.values() for move in moves]
    moves = {move.id: move for move in StockMove.select().where(any_of(StockMove.id, ids))}
    gone_on = _moved_since(list(moves.values()))
    for row in rows:
        mine = [moves[move] for move in of_row[row.row]]
        if gone_on.isdisjoint(of_row[row.row]) and _nameless(mine) and _reversed(u, mine):
            done.go(row.row)
            products.add(row.document_id)
        else:
            kept.append(row.document_id)
    names = dict(Product.select(Product.id, Product.sku).where(any_of(Product.id, kept)).tuples())
    done.kept = [names[product] for product in kept]
    planning.stock_came_free(u, products)
    return done


def _nameless(moves: Sequence[StockMove]) -> bool:
    """Whether what was found, and goes again, has no serial numbers: somebody gave them since."""
    came = {
        move.product_id: move.quantity for move in moves
        if ledger.Spot(move.product_id, move.lot_id, move.target_id).own
    }
    return all(
        not Product.get_by_id(product).serial_tracked or one_of_a_kind.nameless(product) >= quantity
        for product, quantity in came.items()
    )


def _reversed(u: Unit, moves: Sequence[StockMove]) -> bool:
    done: list[int] = []
    try:
        for move in moves:
            done.append(ledger.put_back(u, move))
    except Refusal:
        if done:
            raise
        return False
    return True


def _moved_since(moves: Sequence[StockMove]) -> set[int]:
    """Those of the moves after which goods of their lot came to or left their place, or that were undone."""
    M = StockMove
    if not moves:
        return set()
    products, first = {move.product_id for move in moves}, min(move.id for move in moves)
    later = any_of(M.product, sorted(products)) & (M.id > first)
    since: dict[tuple[int, int], list[tuple[int, datetime | None]]] = defaultdict(list)
    columns = (M.id, M.lot, M.source, M.target, M.document_kind, M.at)
    for move_id, lot, source, target, document, at in M.select(*columns).where(later).tuples():
        for place in (source, target):
            since[lot, place].append((move_id, at if document == "count" else None))

    def gone_on(move: StockMove) -> bool:
        places = (move.source_id, move.target_id)
        own = [place for place in places if ledger.Spot(move.product_id, move.lot_id, place).own]
        # At the same moment are the other qualities of the same count.
        return any(move_id > move.id and at != move.at for place in own for move_id, at in since[move.lot_id, place])

    return {move.id for move in moves if gone_on(move)}
