"""What the delivery window says: what is missing, what a button does, and the papers' names."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from resources.i18n import N_, _, language, ngettext
from services.delivery_views import DeliveryView
from services.lists import POLICY_TERMS
from ui.kit.formats import quantity
from ui.texts import ROLES

STEPS = (N_("Pick"), N_("Check"), N_("Pack up"), N_("Sign off"), N_("Dispatch"), N_("Receipt"))
PAPERS = {"label": N_("Label"), "note": N_("Delivery note"), "picklist": N_("Pick list"),
          "packing": N_("Packing list"), "return": N_("Return slip")}
SIGNOFFS = {"warehouse": N_("warehouse sign-off"), "sales": N_("sales sign-off")}
POLICIES = POLICY_TERMS
MANY_NUMBERS = 3


def role_word(role: str) -> str:
    return _(ROLES.get(role, role))


def things(words: Sequence[str]) -> str:
    return _(", ").join(words)


def missing_words(missing: Sequence[tuple[str, str]]) -> str:
    """ "Missing: sales sign-off, tracking no. 2", and which step is not this person's; "" when nothing is."""
    barred = [_("“{step}” is for a colleague who has the right to it").format(step=detail)
              for code, detail in missing if code == "right"]  # fmt: skip
    missing = [each for each in missing if each[0] != "right"]
    bare = [detail for code, detail in missing if code == "tracking"]
    told = [_missing(code, detail) for code, detail in missing if code != "tracking"]
    if len(bare) > MANY_NUMBERS:
        one = ngettext("the tracking no. of {count} package", "the tracking nos. of {count} packages", len(bare))
        told.append(one.format(count=len(bare)))
    else:
        told += [_("tracking no. {package}").format(package=number) for number in bare]
    return "  •  ".join([*([_("Missing: {things}").format(things=things(told))] if told else []), *barred])


def _missing(code: str, detail: str) -> str:
    match code:
        case "signoff":
            return _(SIGNOFFS[detail]) if detail in SIGNOFFS else _("sign-off by {role}").format(role=role_word(detail))
        case "hold":
            return _("the order is on hold ({reason})").format(reason=detail)
        case "release":
            return _("release to the warehouse")
        case "packing":
            return _("picking, checking and packing")
        case "expired":
            return _("goods that have not expired (lot {lot})").format(lot=detail)
    return _("carrier")


@dataclass(frozen=True, slots=True)
class MainStep:
    """What the main button does where a delivery stands; `right` is what one needs for it."""

    name: str
    term: str
    icon: str
    right: str


RELEASE = MainStep("release", N_("Release"), "send", "deliveries.plan")
PACK = MainStep("pack", N_("Open in packing"), "package", "deliveries.pick")
DISPATCH = MainStep("dispatch", N_("Dispatch"), "truck", "deliveries.dispatch")
TRACK = MainStep("track", N_("Track"), "map-pin", "deliveries.view")
MAIN = {
    "planned": RELEASE, "released": PACK, "picking": PACK, "picked": PACK, "checked": PACK, "packed": DISPATCH,
    "confirmed": DISPATCH, "dispatched": TRACK, "in_transit": TRACK, "signed_difference": TRACK, "refused": TRACK,
    "lost": TRACK, "signed": TRACK,
}  # fmt: skip


def product_name(name: str, name_en: str) -> str:
    return name_en if language() == "en" and name_en else name


def pieces_and_lines(pieces: Decimal, lines: int) -> str:
    text = ngettext("{pieces} pcs • {count} line", "{pieces} pcs • {count} lines", lines)
    return text.format(pieces=quantity(pieces), count=lines)


def one_line(view: DeliveryView) -> str:
    """Where it goes, in one line."""
    return "  •  ".join(part for part in (view.receiver, view.phone, view.address) if part)
