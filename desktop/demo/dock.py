"""The dock's part of the story: two people sign, the carrier takes it, and what comes of it on the way."""

from typing import Any

from desktop.demo.company import delivery_state, unprinted
from desktop.demo.scene import Scene
from resources.i18n import _
from ui.kit.fields import TextField


def sign_off(scene: Scene) -> dict[str, int]:
    """Two people sign each delivery: the packer by badge, the clerk by password."""
    player, clerk = scene.player, scene.person("clerk")
    for number in scene.deliveries:
        window = scene.find_delivery(number)
        player.press("F4")
        player.dialog()
        scene.picture("sign-off")
        player.scan(scene.person("packer").badge)
        player.until(lambda: any(each.who for each in window.panel.view.signatures), "the first sign-off")  # noqa: B023
        player.settled()
        player.press("F4")
        dialog = player.dialog()
        player.until(dialog.secret.hasFocus, "the password")
        dialog.person.set_value(clerk.id)
        player.type(clerk.password)
        player.press("Return")
        scene.until_state(window, "confirmed")
    return {"sign_offs": 2 * len(scene.deliveries)}


def hand_over(scene: Scene) -> dict[str, int]:
    """The carrier is chosen by keys, its label scanned for the package."""
    player = scene.player
    for number, tracking in zip(scene.deliveries, scene.plot.tracking, strict=True):
        window = scene.find_delivery(number)
        section = window.panel.carrier
        wanted = next(each for each in window.panel.view.carriers if each.name == scene.plot.carrier)
        section.carrier.setFocus()
        player.step(lambda: section.carrier.value() == wanted.id, scene.plot.carrier)  # noqa: B023
        player.until(lambda: window.panel.view.carrier_id == wanted.id, "the carrier to be kept")  # noqa: B023
        player.quiet()
        player.scan(tracking)
        player.until(lambda: not any(p.tracking == "" for p in window.panel.view.packages), "the tracking number")  # noqa: B023
        player.quiet()
    scene.picture("delivery")
    return {"tracking_numbers": len(scene.deliveries)}


def dispatch(scene: Scene) -> dict[str, int]:
    for number in scene.deliveries:
        window = scene.find_delivery(number)
        scene.player.press("F2")
        scene.player.dialog()
        scene.until_state(window, "dispatched")
    return {"dispatched": len(scene.deliveries)}


def find_on_way(scene: Scene, number: str) -> Any:
    """The tracking window with this delivery in it."""
    player = scene.player
    window = player.visit("tracking")
    player.press("Ctrl+F")
    player.type(number)
    player.press("Return")
    player.until(lambda: window.panel.view is not None and window.panel.view.number == number, f"{number} on its way")
    player.settled()
    return window


def under_way(scene: Scene) -> dict[str, int]:
    """An event for each, as the carrier's page tells it."""
    player = scene.player
    for number in scene.deliveries:
        window = find_on_way(scene, number)
        player.press("F2")
        dialog = player.dialog()
        place = next(each for each in dialog.findChildren(TextField) if each.accessibleName() == _("Place"))
        player.click(place)
        player.until(place.hasFocus, "the field for the place")
        player.type("Hangzhou hub")
        player.press("Ctrl+Return")
        player.until(lambda: window.panel.view.state == "in_transit", "the event")  # noqa: B023
        player.quiet()
    scene.picture("tracking")
    return {"events": len(scene.deliveries)}


def sign_in_full(scene: Scene) -> dict[str, int]:
    """The first delivery arrived whole."""
    window = find_on_way(scene, scene.deliveries[0])
    scene.player.press("F4")
    scene.player.dialog()
    scene.picture("signed-in-full")
    scene.player.press("Ctrl+Return")
    scene.player.until(lambda: window.panel.view.state == "closed", "the signature")
    scene.player.settled()
    return {"signed": 1}


def sign_damaged(scene: Scene) -> dict[str, int]:
    """Of the second one a piece was damaged, which opens an incident."""
    player = scene.player
    window = find_on_way(scene, scene.deliveries[1])
    player.press("F4")
    dialog = player.dialog()
    field = next(each for (_line, kind), each in dialog.fields.items() if kind == "damaged")
    player.click(field)
    player.until(field.hasFocus, "the field for what is damaged")
    player.type("1")
    scene.picture("signed-with-difference")
    player.press("Ctrl+Return")
    player.until(lambda: window.panel.view.state == "signed_difference", "the signature")
    player.settled()
    scene.picture("tracking-difference")
    return {"signed_with_difference": 1, "incidents": len(window.panel.view.incidents)}


def papers(scene: Scene) -> dict[str, int]:
    """Wait until the print worker has no job left."""
    scene.player.until(lambda: unprinted(scene.deliveries) == 0, "the papers to be printed")
    return {}


def states(scene: Scene) -> dict[str, str]:
    """How the two deliveries ended."""
    return {number: delivery_state(number) for number in scene.deliveries}
