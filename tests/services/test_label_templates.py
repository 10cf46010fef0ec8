"""Label templates of a company: saved as versions, gone back to, chosen, printed with, taken from files."""

import msgspec
import pypdfium2
import pytest

from models.paper import LabelTemplate
from printing.labels.builtin import KEYS, builtin
from printing.labels.layout import Layout, Picture, Text, write_layout
from printing.papers import BinLabel, ProductLabel, ShippingLabel
from services import label_samples, label_templates, papers, settings
from services.errors import Refusal
from services.label_templates import (
    add_template,
    choose_template,
    from_file,
    remove_template,
    reset_template,
    save_template,
    templates,
    versions,
)
from tests.services.shop import Shop


def small(text: str = "{sku}", **changes: object) -> Layout:
    values: dict[str, object] = {"kind": "product", "name": "小标签", "width": 50.0, "height": 20.0}
    return Layout(**(values | changes), elements=(Text(x=1, y=1, width=48, height=8, text=text),))  # type: ignore[arg-type]


def said(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "|".join(page.get_textpage().get_text_range() for page in document)


def test_versions_are_kept_gone_back_to_and_only_made_from_the_newest(shop: Shop) -> None:
    owner, key = shop.call("owner"), "product-60x40"
    assert save_template(shop.call("owner"), key, 0, small("one")).version == 1
    assert save_template(shop.call("owner"), key, 1, small("two")).version == 2
    with pytest.raises(Refusal, match="changed_meanwhile"):
        save_template(owner, key, 1, small("three"))
    older = label_templates.layout(key, 1)
    assert older == small("one")
    assert save_template(shop.call("owner"), key, 2, older).version == 3
    assert reset_template(shop.call("owner"), key, 3).version == 4
    assert label_templates.layout(key) == builtin(key)
    assert [(each.version, each.plain, each.who) for each in versions(key)][:2] == [
        (4, True, "Olive Owner"), (3, False, "Olive Owner"),
    ]  # fmt: skip
    assert label_templates.layout(key, 2) == small("two")


def test_a_chosen_template_is_what_jobs_print_and_can_not_be_thrown_away(shop: Shop) -> None:
    shop.product("ROPE")
    own = add_template(shop.call("owner"), small("own {sku} {index}/{count}"))
    assert "own" not in said(papers.render("product", "ROPE"))
    choose_template(shop.call("owner"), own.key)
    assert said(papers.render("product", "ROPE", copies=2)) == "own ROPE 1/2|own ROPE 2/2"
    assert [each.key for each in templates("product") if each.used] == [own.key]
    assert "own" not in said(papers.render("product", "ROPE", size="40x30")), "the paper in the printer is another"
    assert "own" in said(papers.render("product", "ROPE", size="50x20"))
    with pytest.raises(Refusal, match="template_used"):
        remove_template(shop.call("owner"), own.key)
    choose_template(shop.call("owner"), "product-a4")
    remove_template(shop.call("owner"), own.key)
    assert not LabelTemplate.select().exists()
    assert [each.key for each in templates()] == [key for keys in KEYS.values() for key in keys]
    settings.put("labels.chosen", {"product": "own-gone"})
    assert "ROPE" in said(papers.render("product", "ROPE"))


def test_an_exported_template_comes_in_again_and_a_hostile_one_is_refused(shop: Shop) -> None:
    layout = label_templates.layout("shipping-100x150")
    assert from_file(write_layout(layout)) == layout
    picture = msgspec.structs.replace(small(), elements=(Picture(x=0, y=0, width=9, height=9, data=b"\x89PNG no"),))
    for data, why in (
        (b"PK\x03\x04", "not_a_label"), (write_layout(picture), "not_a_document"),
        (write_layout(small("{nothing}")), "unknown_label_field"), (write_layout(small(width=30.0)), "element_outside"),
        (write_layout(small(name=" ")), "empty_name"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=why):
            from_file(data)
    with pytest.raises(Refusal, match="not_a_label"):
        add_template(shop.call("owner"), small(name="x" * 200))
    assert not LabelTemplate.select().exists()


def test_the_designer_shows_a_real_record_where_there_is_one(shop: Shop) -> None:
    assert all(label_samples.sample(kind, language) for kind in KEYS for language in ("en", "zh_CN"))
    product = shop.product("ROPE", lot_tracked=True)
    shop.stock(product, 9, "L7")
    packed = shop.packed((product, 2))
    goods, package, bin_ = (label_samples.sample(kind) for kind in ("lot", "carton", "bin"))
    assert isinstance(goods, ProductLabel)
    assert (goods.sku, goods.lot) == ("ROPE", "L7")
    assert isinstance(package, ShippingLabel)
    assert package.package == f"{packed.number}-1"
    assert isinstance(bin_, BinLabel)
    assert papers.render("carton", packed.number) != papers.render("label", packed.number)
