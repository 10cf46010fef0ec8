"""This company's customers and products that the names and codes of a file could mean.

A product is found by its code, a barcode, the customer's own number for it, or its exact name; a customer by code,
name, or a name that files had for them before. What is only alike is nobody: a person chooses,
see services/import_likely.py.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from models.goods import Barcode, CustomerArticle, Product
from models.parties import Address, Customer, CustomerAlias
from services.bulk import any_of
from services.importing.preview import Line
from services.price_book import PriceBook


@lru_cache(maxsize=200_000)
def plain_key(text: str) -> str:
    """A name as it is compared: full-width folded, lower case, blanks gone."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def article_of(line: Line) -> str:
    """What a line calls its product, as it is compared with what the customer called it before."""
    if line.sku or line.barcode:
        return plain_key(line.sku or line.barcode or "")
    return plain_key(f"{line.name or ''}|{line.spec}" if line.spec else line.name or "")


def said_of(line: Line) -> str:
    """The same as a person reads it."""
    return line.sku or line.barcode or " ".join(part for part in (line.name, line.spec) if part)


@dataclass(frozen=True, slots=True)
class Links:
    """What a person said about one file: which product an article is, which customer a name; by what is compared."""

    products: Mapping[str, int] = field(default_factory=dict)
    buyers: Mapping[str, int] = field(default_factory=dict)


NO_LINKS = Links()


@dataclass(frozen=True, slots=True)
class Learned:
    """Links that were of use: (customer, article, as it was said, product), (alias, as it was said, customer)."""

    articles: tuple[tuple[int, str, str, int], ...] = ()
    aliases: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as matching needs it; `units` are the names its barcodes are counted in, with their factors."""

    id: int
    sku: str
    name: str
    unit: str
    price: Decimal | None
    min_price: Decimal | None
    cost: Decimal | None
    units: dict[str, int]
    spec: str = ""

    @property
    def words(self) -> str:
        """Name and specification, to be read beside the code in the file."""
        return "  ".join(part for part in (self.name, self.spec) if part)


@dataclass(frozen=True, slots=True)
class Buyer:
    id: int
    name: str
    days: int
    policy: str
    level: str
    home: tuple[str, str, str]


Hit = tuple[Goods, int, str]  # the product, and the factor and unit of the barcode it was named by


class Directory:
    """This company's customers and products that lines and names could mean; `channel` is one more customer."""

    def __init__(
        self, lines: Sequence[Line], names: Iterable[str], channel: int | None, day: date, links: Links = NO_LINKS
    ) -> None:
        self.goods: dict[int, Goods] = {}
        self._links = links
        self._sku: dict[str, int] = {}
        self._coded: dict[tuple[str | None, str | None], Hit | None] = {}
        self._hits: dict[tuple[str | int | None, ...], Hit | None] = {}
        self._names: dict[str, list[int]] = defaultdict(list)
        self._codes: dict[str, tuple[int, int, str]] = {}
        self._articles: dict[tuple[int, str], int] = {}
        self._buyers: dict[str, Buyer | None] = {}
        self.by_id: dict[int, Buyer] = {}
        self._used_articles: dict[tuple[int, str], tuple[str, int]] = {}
        self._used_aliases: dict[str, tuple[str, int]] = {}
        self._load_goods(lines)
        self._load_buyers(set(names), channel)
        standard = {key: goods.price for key, goods in self.goods.items()}
        levels = {key: buyer.level for key, buyer in self.by_id.items()}
        self.prices = PriceBook(standard, levels, day, self.goods)

    def _load_goods(self, lines: Sequence[Line]) -> None:
        lines = list({line[1:5]: line for line in lines}.values())  # one for each way to name a product
        codes = {code.upper() for line in lines for code in (line.sku, line.barcode) if code}
        names = {line.name for line in lines if line.name and not line.sku and not line.barcode}
        articles = {article for line in lines if (article := article_of(line))}
        found: dict[int, Product] = {}
        for row in Product.select().where(any_of(Product.sku, sorted(codes))):
            found[row.id], self._sku[row.sku] = row, row.id
        for row in Barcode.select(Barcode, Product).join(Product).where(any_of(Barcode.code, sorted(codes))):
            found[row.product_id] = row.product
            self._codes[row.code] = (row.product_id, scaled(row.factor, 3), row.unit)
        for row in Product.select().where(any_of(Product.name, sorted(names))):
            found[row.id] = row
            self._names[row.name].append(row.id)
        learned = CustomerArticle.select(CustomerArticle, Product).join(Product)
        for row in learned.where(any_of(CustomerArticle.article, sorted(articles))):
            found[row.product_id] = row.product
            self._articles[row.customer_id, row.article] = row.product_id
        for row in Product.select().where(any_of(Product.id, sorted(set(self._links.products.values())))):
            found[row.id] = row
        units = _units(list(found))
        for row in found.values():
            self.goods[row.id] = Goods(row.id, row.sku, row.name, row.unit, row.price, row.min_price, row.cost,
                                       units.get(row.id, {}), row.spec)  # fmt: skip

    def _load_buyers(self, texts: set[str], channel: int | None) -> None:
        wanted = sorted({*texts, *(text.strip().upper() for text in texts)})
        named = [any_of(Customer.name, wanted), any_of(Customer.code, wanted)]
        rows: dict[int, Customer] = {row.id: row for where in named for row in Customer.select().where(where)}
        known = CustomerAlias.select().where(any_of(CustomerAlias.alias, sorted(map(plain_key, texts))))
        aliases = {row.alias: row.customer_id for row in known} | dict(self._links.buyers)
        more = sorted({*aliases.values(), *([channel] if channel is not None else [])})
        rows |= {row.id: row for row in Customer.select().where(any_of(Customer.id, more))}
        at_home = any_of(Address.customer, sorted(rows))
        homes = {home.customer_id: home for home in Address.select().where(at_home, Address.is_default)}
        for row in rows.values():
            home = homes.get(row.id)
            where = (home.receiver, home.phone, home.text) if home else (row.contact, row.phone, "")
            buyer = Buyer(row.id, row.name, row.payment_days, row.delivery_policy, row.price_level, where)
            self.by_id[row.id] = buyer
            key = plain_key(row.name)
            self._buyers[key] = None if key in self._buyers else buyer
        for row in rows.values():
            self._buyers[plain_key(row.code)] = self.by_id[row.id]
        for alias, customer in aliases.items():
            if self._buyers.get(alias) is None and customer in self.by_id:
                self._buyers[alias] = self.by_id[customer]

    def buyer(self, text: str | None) -> Buyer | None:
        """The customer of this name or code; None when there is none, or more than one."""
        key = plain_key(text) if text else ""
        found = self._buyers.get(key) if key else None
        if text and found is not None and self._links.buyers.get(key) == found.id:
            self._used_aliases[key] = (text, found.id)
        return found

    def product(self, line: Line, customer: int | None = None) -> Hit | None:
        """The product that a line of a customer means, and the factor and unit of the barcode it was named by."""
        codes = (line.sku, line.barcode)
        if codes not in self._coded:
            self._coded[codes] = self._by_code(*codes)
        return self._coded[codes] or self._by_words(line, customer)

    def _by_code(self, sku: str | None, barcode: str | None) -> Hit | None:
        for code in (barcode, sku):
            hit = self._codes.get(code.upper()) if code else None
            if hit is not None:
                return self.goods[hit[0]], hit[1], hit[2]
        key = self._sku.get(sku.upper()) if sku else None
        return (self.goods[key], 1000, "") if key is not None else None

    def _by_words(self, line: Line, customer: int | None) -> Hit | None:
        said = (customer, line.sku, line.barcode, line.name, line.spec)
        if said not in self._hits:
            self._hits[said] = self._find(line, customer)
        return self._hits[said]

    def _find(self, line: Line, customer: int | None) -> Hit | None:
        key = self._linked(line, customer)
        if key is None and line.name and not line.sku and not line.barcode:
            key = self._by_name(line.name, line.spec)
        return (self.goods[key], 1000, "") if key is not None else None

    def _linked(self, line: Line, customer: int | None) -> int | None:
        """What the customer calls it, as a person said for this file or for one before."""
        article = article_of(line)
        product = self._links.products.get(article)
        if product is not None and customer is not None:
            self._used_articles[customer, article] = (said_of(line), product)
        if product is None and customer is not None:
            product = self._articles.get((customer, article))
        return product if product in self.goods else None

    def _by_name(self, name: str, spec: str | None) -> int | None:
        """The one product of this name; where the line has a specification, of this one too."""
        named = self._names.get(name, [])
        if spec:
            same = [key for key in named if plain_key(self.goods[key].spec) == plain_key(spec)]
            named = same or [key for key in named if not self.goods[key].spec]
        return named[0] if len(named) == 1 else None

    def learned(self) -> Learned:
        """The links that were of use, to be kept."""
        articles = tuple((*key, *said) for key, said in sorted(self._used_articles.items()))
        return Learned(articles, tuple((alias, *said) for alias, said in sorted(self._used_aliases.items())))


def _units(ids: Sequence[int]) -> dict[int, dict[str, int]]:
    made: dict[int, dict[str, int]] = defaultdict(dict)
    query = Barcode.select(Barcode.product, Barcode.unit, Barcode.factor).where(any_of(Barcode.product, ids))
    for product, unit, factor in query.tuples():
        if factor != 1:
            made[product][plain_key(unit)] = scaled(factor, 3)
    return made


def scaled(value: Decimal, places: int) -> int:
    return int(value.scaleb(places).to_integral_value(ROUND_HALF_UP))


