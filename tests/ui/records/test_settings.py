"""Settings: company, rules, people, roles, carriers, printers; each saved through its use case."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from models.paper import Attachment, PrintJob
from models.parties import Carrier
from models.people import User
from printing.documents.parts import PARTS
from services import papers, people, printing_jobs, settings
from services.print_rule import PrintRule
from services.printing_jobs import wished
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from tests.ui.delivery.test_delivery_window import click
from tests.ui.records.test_products_and_customers import form, save, typed
from ui.kit.dialog import Dialog
from ui.papers.words import JOBS, PAPERS
from ui.settings import words
from ui.settings.printers import Tried
from ui.settings.window import SettingsWindow

Sit = Callable[[str], Desk]


def at_page(desk: Sit, who: str, page: str) -> tuple[Desk, SettingsWindow]:
    sitting = desk(who)
    window = sitting.open("settings", SettingsWindow, page=page)
    to_front(window.window())
    return sitting, window


def stocked(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 10)
    return product


def ctrl_enter(sitting: Desk, window: SettingsWindow) -> None:
    QTest.keyClick(window.window(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()


def test_every_setting_a_company_may_change_has_words() -> None:
    assert set(words.RULES) | set(words.CHOICES) | words.ELSEWHERE == set(settings.DECLARED)
    assert set(words.PERMISSIONS) == people.PERMISSIONS
    assert set(words.ROLES) == set(people.ROLES)
    assert set(JOBS) == set(printing_jobs.SIZES)
    assert set(PAPERS) == set(printing_jobs.SIZES) - set(printing_jobs.PRINTED_BY)


def test_a_rule_is_changed_by_keys_and_a_wrong_number_is_said_at_its_field(desk: Sit, shop: Shop) -> None:
    sitting, window = at_page(desk, "owner", "rules")
    page = window.page()
    field = page.form.editor("approval.new_customer_days")
    assert field.text() == "30"
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "900")
    ctrl_enter(sitting, window)
    assert "365" in page.form._entries["approval.new_customer_days"].error
    field.selectAll()
    QTest.keyClicks(field, "60")
    page.form.editor("signoff.roles").set_value("warehouse")
    ctrl_enter(sitting, window)
    found = settings.values()
    assert (found["approval.new_customer_days"], found["signoff.roles"]) == (60, ("warehouse",))


def test_a_logo_is_kept_shown_replaced_removed_and_brought_back(desk: Sit, shop: Shop, tmp_path: Path) -> None:
    sitting, window = at_page(desk, "owner", "company")
    row = window.page().logo
    assert row.remove_button.isHidden()
    for colour in ("blue", "red"):
        picture = QImage(300, 100, QImage.Format.Format_RGB32)
        picture.fill(QColor(colour))
        picture.save(str(tmp_path / "logo.png"))
        row.take(tmp_path / "logo.png")
        sitting.settle()
        assert row.shown.pixmap().width() > 100
    kept = Attachment.select().where(Attachment.kind == "logo")
    assert kept.count() == 1
    packed = shop.packed((stocked(shop), 1))
    assert papers.note(packed).seller.logo == papers.labels(packed)[0].sender.logo == bytes(kept.get().data)
    click(row.remove_button)
    sitting.settle()
    assert kept.count() == 0
    sitting.notices[-1].act()
    sitting.settle()
    assert kept.count() == 1
    (tmp_path / "text.pdf").write_bytes(b"%PDF-1.4 no picture")
    row.take(tmp_path / "text.pdf")
    sitting.settle()
    assert sitting.said() == "text.pdf is no picture. Choose a PNG or JPEG file."


def test_the_companys_name_can_not_be_emptied(desk: Sit, shop: Shop) -> None:
    sitting, window = at_page(desk, "owner", "company")
    window.page().form.editor("company.name").clear()
    ctrl_enter(sitting, window)
    assert settings.get("company.name") == "Acme"
    window.page().form.editor("company.name").setText("Acme & Sons")
    ctrl_enter(sitting, window)
    assert settings.get("company.name") == "Acme & Sons"


def test_a_person_is_added_with_pin_and_badge_and_can_sign_in(desk: Sit, shop: Shop) -> None:
    sitting, window = at_page(desk, "owner", "people")
    QTest.keyClick(window.window(), Qt.Key.Key_F2)
    dialog = form(sitting)
    typed(dialog, name="Nina", login="nina", password="short", pin="2468", badge="BDG-NINA")
    dialog.form.editor("packer").setChecked(True)
    save(sitting, dialog)
    assert "8" in dialog.form._entries["password"].error
    typed(dialog, password="long enough")
    save(sitting, dialog)
    made = User.get(User.login == "nina")
    assert people.prove_password("nina", "long enough").name == "Nina"
    assert people.prove_pin(made.id, "2468").rights == people.ROLES["packer"]
    assert people.prove_badge("bdg-nina").user_id == made.id


def test_the_last_owner_stays(desk: Sit, shop: Shop) -> None:
    sitting, window = at_page(desk, "owner", "people")
    page = window.page()
    dialog = page.open(next(person for person in page.people if person.login == "owner"))
    sitting.settle()
    dialog.form.editor("owner").setChecked(False)
    dialog.form.editor("clerk").setChecked(True)
    save(sitting, dialog)
    assert dialog.form._entries["owner"].error == "Somebody must stay owner."


def test_a_person_without_a_role_is_asked_about_before_they_are_saved(desk: Sit, shop: Shop) -> None:
    sitting, window = at_page(desk, "owner", "people")
    dialog = window.page().open(None)
    dialog.form.set_values({"name": "赵敏", "login": "zhao", "password": "password1"})
    dialog.submit()
    sitting.settle()
    question = dialog.findChild(Dialog)
    assert "赵敏 can sign in, but sees and does nothing" in question.findChildren(QLabel)[1].text()
    question.reject()
    assert all(each.login != "zhao" for each in people.directory()[0])
    dialog.form.editor("warehouse").setChecked(True)
    dialog.submit()
    sitting.settle()
    assert next(each.roles for each in people.directory()[0] if each.login == "zhao") == ("warehouse",)


def test_a_new_role_gets_its_permissions_from_the_grid(desk: Sit, shop: Shop) -> None:
    sitting, window = at_page(desk, "owner", "roles")
    page = window.page()
    page.name.setFocus()
    QTest.keyClicks(page.name, "driver")
    QTest.mouseClick(page.add, Qt.MouseButton.LeftButton)
    sitting.settle()
    page.boxes["driver", "deliveries.view"].setChecked(True)
    page.boxes["packer", "tracking.edit"].setChecked(True)
    ctrl_enter(sitting, window)
    found = people.roles()
    assert found["driver"] == {"deliveries.view"}
    assert found["packer"] == people.ROLES["packer"] | {"tracking.edit"}
    assert not page.boxes["owner", "backup.run"].isEnabled()


def test_a_carriers_pattern_can_be_tried_before_it_is_saved(desk: Sit, shop: Shop) -> None:
    sitting, window = at_page(desk, "owner", "carriers")
    page = window.page()
    dialog = page.open(next(each for each in page.carriers if each.code == "SF"))
    sitting.settle()
    typed(dialog, tried="SF12", phone="95338")
    save(sitting, dialog)
    assert dialog.form._entries["tried"].error == "This number does not fit the pattern."
    typed(dialog, tried="SF1234567890123")
    save(sitting, dialog)
    kept = Carrier.get(Carrier.code == "SF")
    assert (kept.phone, kept.version) == ("95338", 2)


def test_a_carriers_services_and_page_are_kept_and_the_usual_ones_come_at_once(desk: Sit, shop: Shop) -> None:
    sitting, window = at_page(desk, "owner", "carriers")
    page = window.page()
    dialog = page.open(next(each for each in page.carriers if each.code == "SF"))
    sitting.settle()
    typed(dialog, services="Standard, Cold chain", track_url="sf.example")
    save(sitting, dialog)
    assert dialog.form._entries["track_url"].error.startswith('"sf.example" is no address of a page.')
    typed(dialog, track_url="https://sf.example/{number}")
    save(sitting, dialog)
    kept = Carrier.get(Carrier.code == "SF")
    assert (kept.services, kept.track_url) == ("Standard\nCold chain", "https://sf.example/{number}")
    to_front(window.window())
    QTest.mouseClick(page.usual, Qt.MouseButton.LeftButton)
    sitting.settle()
    assert Carrier.get(Carrier.code == "PICKUP").name == "Pick-up by the customer"
    assert (sitting.said(), page.usual.isVisible()) == ("12 carriers are added.", False)


def test_printers_are_kept_on_this_pc(desk: Sit, shop: Shop) -> None:
    sitting, window = at_page(desk, "packer", "printers")
    page = window.page()
    page.forms["label"].set_values({"way": "tcp", "name": "192.168.1.50:9100", "language": "tspl", "dpi": 300})
    ctrl_enter(sitting, window)
    kept = {"way": "tcp", "name": "192.168.1.50:9100", "language": "tspl", "dpi": 300, "size": ""}
    assert sitting.shell.settings.get("printer.label").items() >= kept.items()


def test_who_may_not_change_settings_sees_only_printers_and_this_pc(desk: Sit, shop: Shop) -> None:
    _sitting, window = at_page(desk, "packer", "")
    assert [window.nav.item(n).text().strip() for n in range(window.nav.count())] == ["Printers", "Bench", "This PC"]


def test_the_paper_in_a_printer_and_where_it_prints_are_kept_on_this_pc(desk: Sit, shop: Shop) -> None:
    sitting, window = at_page(desk, "packer", "printers")
    form_ = window.page().forms["note"]
    form_.set_values({"size": "241x140", "right": 1.5, "down": -0.5})
    ctrl_enter(sitting, window)
    kept = sitting.shell.settings.get("printer.note")
    assert (kept["size"], kept["right"], kept["down"]) == ("241x140", 1.5, -0.5)
    assert window.page().forms["picklist"].values()["size"] == "A4"


def test_prices_and_copies_are_set_and_a_customers_own_choice_is_taken_back(desk: Sit, shop: Shop) -> None:
    printing_jobs.keep_prices(shop.call("clerk"), shop.customer_id, True)
    sitting, window = at_page(desk, "owner", "papers")
    page = window.page()
    page.form.editor("papers.note_prices").setChecked(False)
    page.form.editor("papers.copies").setText("存根，客户, 回单 ,,")
    ctrl_enter(sitting, window)
    assert settings.get("papers.copies") == ("存根", "客户", "回单")
    assert not settings.get("papers.note_prices")
    papers_of = [kind for kind in PARTS if kind != page.wording.paper.value()]
    page.wording.paper.set_value(papers_of[0])
    assert not page.holds_typed(), "looking at another paper is no typing"
    own = next(own for key, (_shown, own) in page.wording.parts.items() if key.startswith(f"{papers_of[0]}."))
    own.setText("Mine")
    page.wording.paper.set_value(papers_of[1])
    assert page.holds_typed(), "what was typed for a paper counts beside another one too"
    own.setText("")
    assert printing_jobs.shows_prices(shop.customer_id)
    [back] = [each for each in page.findChildren(QPushButton) if each.text().strip() == "As the company"]
    back.click()
    sitting.settle()
    assert not printing_jobs.shows_prices(shop.customer_id)
    page.form.editor("papers.copies").setText("1,2,3,4,5,6,7")
    ctrl_enter(sitting, window)
    assert "6" in page.form._entries["papers.copies"].error
    assert settings.get("papers.copies") == ("存根", "客户", "回单")


def test_a_paper_that_waits_says_why_and_can_be_given_up(desk: Sit, shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 5)
    shop.packed((goods, 2))
    sitting, window = at_page(desk, "packer", "printers")
    page, here = window.page(), sitting.shell.station
    failed = PrintJob.update(state="failed", error="print_interrupted", station=here)
    failed.where(PrintJob.kind == "note").execute()
    page.load()
    sitting.settle()
    assert any("ended while" in each.text() for each in page.findChildren(QLabel))
    [drop] = [each for each in page.findChildren(QPushButton) if each.text().strip() == "Give up"]
    drop.click()
    sitting.settle()
    assert not PrintJob.select().where(PrintJob.kind == "note").exists()


class TwoPrinters:
    """Two printers of the system and one nearby, which has no paper."""

    def __init__(self) -> None:
        self.tests: list[tuple[str, dict[str, Any]]] = []

    def names(self) -> list[str]:
        return ["Hall", "Office"]

    def nearby(self) -> list[str]:
        return ["10.0.0.9:9100"]

    def test(self, kind: str, setting: Mapping[str, Any], language: str) -> Tried:
        self.tests.append((kind, dict(setting)))
        return Tried("printer_no_paper" if len(self.tests) == 1 else "", sent=True, answers=True)


def test_printers_are_found_tried_and_set_and_say_what_is_wrong(desk: Sit, shop: Shop) -> None:
    sitting, bench = desk("packer"), TwoPrinters()
    window = sitting.open("settings", lambda shell: SettingsWindow(shell, printer_bench=lambda: bench), page="printers")
    to_front(window.window())
    page = window.page()
    offered = page.forms["note"].editor("name").completer()
    offered.setCompletionPrefix("off")
    assert offered.currentCompletion() == "Office"
    page.find_button.click()
    sitting.settle()
    assert page.found.text() == "Hall, Office, 10.0.0.9:9100"
    form = page.forms["label"]
    assert not form.editor("darkness").isVisible(), "a folder has none"
    form.set_values({"way": "tcp", "name": "10.0.0.9", "language": "tspl", "darkness": 8, "gap": 3, "asks": True})
    assert form.editor("darkness").isVisible()
    page.test("label")
    sitting.settle()
    assert page._said["label"].text() == "Not well: the printer has no paper."
    page.test("label")
    sitting.settle()
    assert page._said["label"].text() == "The printer took it, and says that it is well."
    tried = bench.tests[1][1]
    assert (tried["way"], tried["darkness"], tried["gap"]) == ("tcp", 8, 3)
    ctrl_enter(sitting, window)
    kept = sitting.shell.settings.get("printer.label")
    assert (kept["darkness"], kept["speed"], kept["asks"]) == (8, None, True)


def test_what_is_printed_by_itself_is_set_line_by_line(desk: Sit, shop: Shop) -> None:
    sitting, window = at_page(desk, "owner", "papers")
    rules = window.page().rules
    assert [(rule.when, rule.kind) for rule in rules.rules()] == [("packed", "label"), ("packed", "note")]
    rules.add_button.click()
    line = rules._lines[-1]
    line.when.set_value("released")
    QTest.keyClicks(line.to, "office")
    line.copies.set_value(2)
    rules._lines[1].remove.click()
    ctrl_enter(sitting, window)
    released = PrintRule("released", "picklist", "", "office", 2)
    assert settings.get("papers.rules") == (PrintRule("packed", "label"), released)
    goods = shop.product()
    shop.stock(goods, 5)
    shop.packed((goods, 2))
    jobs = [(job.kind, job.station, wished(job.path).copies) for job in PrintJob.select().order_by(PrintJob.id)]
    assert jobs == [("picklist", "office", 2), ("label", "", 1)]


def test_prefixes_of_numbers_are_typed_with_the_next_number_in_sight(desk: Sit, shop: Shop) -> None:
    shop.order((shop.product(), 1))
    sitting, window = at_page(desk, "owner", "company")
    page = window.page()
    field = page.form.editor("numbers.SO")
    assert field.text() == "SO"
    told = page.form._entries["numbers.SO"].row._below
    assert told.text() == "Next: SO-20260305-0002"
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "dn")
    assert told.text() == "Next: DN-20260305-0001"
    ctrl_enter(sitting, window)
    assert page.form._entries["numbers.SO"].error == (
        "DN begins the numbers of Deliveries, or did. Choose another one."
    )
    field.selectAll()
    QTest.keyClicks(field, "ord")
    ctrl_enter(sitting, window)
    assert page.form._entries["numbers.SO"].error == ""
    assert settings.values()["numbers.prefixes"] == {"SO": ("ORD", "SO")}
