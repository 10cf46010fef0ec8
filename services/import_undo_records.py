"""Products, customers, suppliers, prices and counts of a file are taken back."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from models.exchange import ImportRow
from models.goods import Barcode, CustomerArticle, Price, Product, ProductStock
from models.parties import Address, Customer, CustomerAlias, Supplier
from models.stock import StockMove
from services import ledger, planning
from services.bulk import any_of
from services.errors import Refusal
from services.import_revisions import put_back
from services.import_undo_rows import Undone, before_of, remove, used
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
    done.kept += again.kept
    return done


def undo_prices(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    """A price goes, and a standard one is set back, where it still is what the file said."""
    u.topics.add("products")
    done = Undone()
    for row in rows:
        said = before_of(row)
        price = Decimal(said["price"]) if "price" in said else None
        if "standard" in said:
            was = said["standard"]
            product = Product.update(price=None if was is None else Decimal(was), version=Product.version + 1)
            mine = (Product.id == row.document_id) & (Product.price == price)
            gone = product.where(mine).execute()
        else:
            gone = Price.delete().where((Price.id == row.document_id) & (Price.price == price)).execute()
        if gone:
            done.go(row.row)
        else:
            done.kept.append(said.get("sku", str(row.document_id)))
    return done


def undo_counts(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    """The moves are reversed where the goods did not move since; what is promised since stays too."""
    u.topics.add("stock")
    done = Undone()
    products = set()
    for row in rows:
        moves = before_of(row).get("moves", ())
        if _reversed(u, moves):
            done.go(row.row)
            products.add(row.document_id)
        else:
            done.kept.append(Product.get_by_id(row.document_id).sku)
    planning.stock_came_free(u, products)
    return done


def _reversed(u: Unit, moves: Sequence[int]) -> bool:
    if any(_moved_since(move) for move in moves):
        return False
    done: list[int] = []
    try:
        for move in moves:
            done.append(ledger.reverse(u, move))
    except Refusal:
        if done:
            raise
        return False
    return True


def _moved_since(move_id: int) -> bool:
    """Whether goods of the move's lot came to or left its place after it."""
    M = StockMove
    move = M.get_by_id(move_id)
    places = [move.source_id, move.target_id]
    own = [place for place in places if ledger.Spot(move.product_id, move.lot_id, place).own]
    later = (M.product == move.product_id) & (M.lot == move.lot_id) & (M.id > move_id)
    same = (M.document_kind == "count") & (M.at == move.at)  # the other qualities of the same count
    here = M.source.in_(own) | M.target.in_(own)
    return M.select().where(later & here & ~same).exists()
