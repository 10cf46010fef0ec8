"""Before anybody works: the first start, or signing in."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.pc_settings import PcSettings
from desktop.trouble import add_connect
from services import people, settings
from services.role_rights import brought_along
from services.unit import Actor, Call
from ui.kit.jobs import JobRunner, Report
from ui.signin.page import EntryPage
from ui.signin.sign_in import SignInPage
from ui.texts import text_for

if TYPE_CHECKING:  # loaded only where there is no company yet
    from ui.signin.first_start import FirstStartPage, NewCompany

LAST_LOGIN = "last_login"
FIRST_STEPS = "first_steps"
Entered = Callable[[Actor], None]
Speak = Callable[[str], None]


def sign_in_page(
    jobs: JobRunner, kept: PcSettings, station: str, entered: Entered, speak: Speak, connect: Callable[[], None]
) -> EntryPage:
    """Name and password; `connect` leads to another server, which is also the way there from one PC alone."""

    def enter(actor: Actor, login: str) -> None:
        if login:
            kept.set(LAST_LOGIN, login)
        entered(actor)

    page = SignInPage(
        jobs,
        lambda login, password: brought_along(people.prove_password(login, password, station=station)),
        enter,
        text_for,
        speak,
        company=settings.get("company.name"),
        last_login=str(kept.get(LAST_LOGIN, "")),
        prove_badge=lambda badge: brought_along(people.prove_badge(badge, station=station)),
    )
    add_connect(page, connect)
    return page


def first_start_page(
    jobs: JobRunner, kept: PcSettings, station: str, entered: Entered, speak: Speak, join: Callable[[], None]
) -> "FirstStartPage":
    """The sample company, one's own, or (`join`) that of the colleagues."""
    from ui.signin.first_start import FirstStartPage

    def done(login: str) -> None:
        kept.set(LAST_LOGIN, login)
        entered(actor_named(login, station))

    def start(wanted: "NewCompany", report: Report) -> str:
        login = start_company(wanted, report)
        kept.set(FIRST_STEPS, True)
        return login

    page = FirstStartPage(jobs, make_sample, start, done, text_for, speak)
    page.join.connect(join)
    return page


def make_sample(report: Report) -> str:
    """Fill the empty database with the sample company; returns who signs in to look around."""
    from desktop.sample_company import fill

    return fill(report)


def start_company(wanted: "NewCompany", report: Report) -> str:
    """The company with its owner; returns the owner's sign-in name. Refuses as create_company, short_password."""
    from services.carriers import add_usual_carriers

    proof = people.hash_password(wanted.password)
    call = Call(people.setup_actor())
    owner = people.create_company(call, wanted.name, wanted.language, wanted.owner, wanted.login, proof).id
    add_usual_carriers(Call(Actor(owner, wanted.owner)), wanted.language)
    return wanted.login.strip().lower()


def actor_named(login: str, station: str) -> Actor:
    """The person who has just been made, at work without another password."""
    from models.base import connection
    from models.people import User

    with connection():
        return people.actor_of(User.get(User.login == login), station=station)

