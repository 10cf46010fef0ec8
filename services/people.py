"""Who works here: users, roles and what they may do, signing in, switching person at a station."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from models.base import reconnect, writing
from models.people import Role, RolePermission, User, UserRole
from services import places, settings
from services.errors import Refusal
from services.faults import translated
from services.unit import Actor, Clock, Created, Unit, use_case, utc_now

FAILURES_BEFORE_LOCK = 5
LOCK = timedelta(minutes=5)
SHORTEST_PASSWORD = 8
LONGEST_ROLE = 40
PIN_DIGITS = range(4, 9)

# The permission matrix a company starts with. The owner holds everything.
ROLES: dict[str, frozenset[str]] = {
    "owner": frozenset(),
    "clerk": frozenset({"orders.edit", "orders.import", "customers.edit", "orders.view", "stock.view",
                        "deliveries.view", "signoff.sales", "tracking.edit", "returns.edit"}),
    "approver": frozenset({"orders.view", "orders.approve", "stock.view", "deliveries.view", "deliveries.plan",
                           "credit.view", "prices.view", "signoff.sales", "acts.approve"}),
    "warehouse": frozenset({"orders.view", "stock.view", "stock.receive", "stock.move", "stock.adjust", "stock.freeze",
                            "products.edit", "purchases.edit", "deliveries.view", "deliveries.plan",
                            "deliveries.pick", "signoff.warehouse", "incidents.edit", "returns.edit",
                            "returns.receive"}),
    "packer": frozenset({"deliveries.view", "deliveries.pick", "stock.view", "signoff.warehouse"}),
    "logistics": frozenset({"orders.view", "deliveries.view", "deliveries.dispatch", "deliveries.plan",
                            "tracking.edit", "incidents.edit", "stock.view", "returns.edit"}),
    "finance": frozenset({"orders.view", "credit.view", "prices.view", "payments.edit", "customers.edit",
                          "deliveries.view"}),
}  # fmt: skip
OWNER_ONLY = frozenset({"orders.approve_large", "settings.change", "people.edit", "company.create", "backup.run",
                        "reports.people", "papers.seal"})  # fmt: skip
PERMISSIONS = frozenset().union(*ROLES.values()) | OWNER_ONLY

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Person:
    """A user as lists and sign-in pages show one."""

    id: int
    login: str
    name: str
    roles: tuple[str, ...]
    language: str
    active: bool


def _add_company(name: str, language: str) -> None:
    """The company, its locations, its roles and their permissions."""
    places.add_fixed()
    settings.put("company.name", name)
    settings.put("company.language", language)
    settings.put("badge.key", secrets.token_hex(16))
    for code, permissions in ROLES.items():
        role = Role.create(code=code)
        for permission in sorted(permissions or PERMISSIONS):
            RolePermission.create(role=role, permission=permission)


@use_case("company.create", right="company.create")
def create_company(u: Unit, name: str, language: str, owner: str, login: str, password_hash: str) -> Created:
    """Make an empty database a company with its first person. Refuses company_exists, empty_name, login_taken."""
    if settings.get("company.name"):
        raise Refusal("company_exists")
    if not name.strip() or not owner.strip():
        raise Refusal("empty_name")
    _add_company(name.strip(), language)
    user = _add_user(login, owner, ("owner",), password_hash, "", "", language)
    u.about("company", None, name=name)
    u.topics |= {"people", "settings"}
    return Created(user.id)


@use_case("people.add", right="people.edit")
def add_user(
    u: Unit,
    login: str,
    name: str,
    roles: tuple[str, ...],
    password_hash: str,
    pin_hash: str = "",
    badge: str = "",
    language: str = "",
) -> Created:
    """Add a person. Refuses login_taken, empty_name, unknown_role, badge_taken."""
    user = _add_user(login, name, roles, password_hash, pin_hash, badge, language)
    u.about("user", user.id, login=user.login, roles=roles)
    u.topics.add("people")
    return Created(user.id)


def _add_user(
    login: str, name: str, roles: tuple[str, ...], password_hash: str, pin_hash: str, badge: str, language: str
) -> User:
    login = login.strip().lower()
    if not login or not name.strip():
        raise Refusal("empty_name")
    if User.get_or_none(User.login == login):
        raise Refusal("login_taken", login=login)
    digest = badge_digest(badge) if badge else None
    if digest and User.get_or_none(User.badge == digest):
        raise Refusal("badge_taken")
    user = User.create(
        login=login, name=name.strip(), password_hash=password_hash, pin_hash=pin_hash, badge=digest, language=language
    )
    _give_roles(user, roles)
    return user


def _give_roles(user: User, roles: tuple[str, ...]) -> None:
    for code in roles:
        role = Role.get_or_none(Role.code == code)
        if role is None:
            raise Refusal("unknown_role", role=code)
        UserRole.create(user=user, role=role)


@use_case("people.password", right="people.edit")
def set_password(u: Unit, login: str, password_hash: str) -> None:
    """Give a person a new password and unlock them. Refuses unknown_user."""
    user = User.get_or_none(User.login == login.strip().lower())
    if user is None:
        raise Refusal("unknown_user", login=login)
    user.password_hash, user.failures, user.locked_until = password_hash, 0, None
    user.save()
    u.about("user", user.id, login=user.login)


@use_case("people.change", right="people.edit")
def change_user(
    u: Unit, user_id: int, name: str, roles: tuple[str, ...], active: bool, badge: str | None = None,
    pin_hash: str | None = None,
) -> None:  # fmt: skip
    """Change a person's name, roles, badge and PIN (None leaves them) or switch them off.

    Refuses unknown_user, empty_name, unknown_role, badge_taken, last_owner.
    """
    user = User.get_or_none(User.id == user_id)
    if user is None:
        raise Refusal("unknown_user", login=str(user_id))
    if not name.strip():
        raise Refusal("empty_name")
    if badge is not None:
        digest = badge_digest(badge) if badge else None
        if digest and User.select().where((User.badge == digest) & (User.id != user_id)).exists():
            raise Refusal("badge_taken")
        user.badge = digest
    if pin_hash is not None:
        user.pin_hash = pin_hash
    user.name, user.active = name.strip(), active
    user.save()
    UserRole.delete().where(UserRole.user == user).execute()
    _give_roles(user, roles)
    owners = User.select().join(UserRole).join(Role).where((Role.code == "owner") & User.active)
    if not owners.exists():
        raise Refusal("last_owner")
    u.about("user", user.id, login=user.login, roles=roles, active=active)
    u.topics.add("people")


@use_case("role.set", right="people.edit")
def set_role(u: Unit, code: str, permissions: tuple[str, ...]) -> Created:
    """What a role may do; one that is not there yet is added. The owner's holds everything and stays so.

    Refuses empty_name, too_long, unknown_permission, owner_holds_all.
    """
    code = code.strip()
    if not code:
        raise Refusal("empty_name")
    if len(code) > LONGEST_ROLE:
        raise Refusal("too_long", field="name", most=LONGEST_ROLE)
    if code == "owner":
        raise Refusal("owner_holds_all")
    strange = set(permissions) - PERMISSIONS
    if strange:
        raise Refusal("unknown_permission", permission=min(strange))
    role, _new = Role.get_or_create(code=code)
    RolePermission.delete().where(RolePermission.role == role).execute()
    for permission in sorted(set(permissions)):
        RolePermission.create(role=role, permission=permission)
    u.about("role", role.id, code=code, permissions=sorted(permissions))
    u.topics.add("people")
    return Created(role.id)


def roles() -> dict[str, frozenset[str]]:
    """Every role and what it may do, in the order they were made."""
    found: dict[str, set[str]] = {code: set() for (code,) in Role.select(Role.code).order_by(Role.id).tuples()}
    rows = RolePermission.select(Role.code, RolePermission.permission).join(Role)
    for code, permission in rows.tuples():
        found[code].add(permission)
    return {code: frozenset(held) for code, held in found.items()}


def hash_password(password: str) -> str:
    """An argon2 hash; takes 0.1 s on purpose. Refuses short_password (under 8 characters)."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal("short_password", least=SHORTEST_PASSWORD)
    return _hasher.hash(password)


def hash_pin(pin: str) -> str:
    """An argon2 hash of 4 to 8 digits. Refuses bad_pin."""
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_DIGITS):
        raise Refusal("bad_pin")
    return _hasher.hash(pin)


def badge_digest(text: str) -> str:
    """What is stored of a badge: a keyed hash, so that the database does not show the codes on badges."""
    key = settings.get("badge.key").encode()
    return hmac.new(key, text.strip().upper().encode(), hashlib.sha256).hexdigest()[:32]


def prove_password(
    login: str, password: str, *, source: str = "window", station: str = "", clock: Clock = utc_now
) -> Actor:
    """Sign in. Refuses wrong_password and, after 5 failures in a row, locked (with `minutes` left)."""
    return _prove(User.login == login.strip().lower(), "password_hash", password, source, station, clock)


def prove_pin(user_id: int, pin: str, *, station: str = "", clock: Clock = utc_now) -> Actor:
    """Switch to a person at a station by PIN. Refuses like prove_password."""
    return _prove(User.id == user_id, "pin_hash", pin, "station", station, clock)


def prove_badge(badge: str, *, station: str = "", clock: Clock = utc_now) -> Actor:
    """Switch to the person whose badge was scanned. Refuses unknown_badge, locked."""
    with translated():
        reconnect()
        user = User.get_or_none((User.badge == badge_digest(badge)) & User.active)
    if user is None:
        raise Refusal("unknown_badge")
    _refuse_locked(user, clock)
    return actor_of(user, "station", station)


def _prove(who: object, field: str, secret: str, source: str, station: str, clock: Clock) -> Actor:
    with translated():
        reconnect()
        user = User.get_or_none(who & User.active)
    if user is None:
        raise Refusal("wrong_password")
    _refuse_locked(user, clock)
    try:
        _hasher.verify(getattr(user, field), secret)
    except (VerifyMismatchError, InvalidHashError) as error:
        _count_failure(user.id, clock)
        raise Refusal("wrong_password") from error
    if user.failures:
        with translated(), writing():
            User.update(failures=0, locked_until=None).where(User.id == user.id).execute()
    return actor_of(user, source, station)


def _refuse_locked(user: User, clock: Clock) -> None:
    if user.locked_until and user.locked_until > clock():
        raise Refusal("locked", minutes=int((user.locked_until - clock()).total_seconds() // 60) + 1)


def _count_failure(user_id: int, clock: Clock) -> None:
    """Committed on its own: a failed proof leaves its mark though nothing else happens."""
    with translated(), writing():
        user = User.get_by_id(user_id)
        failures = user.failures + 1
        locked = clock() + LOCK if failures >= FAILURES_BEFORE_LOCK else None
        User.update(failures=0 if locked else failures, locked_until=locked).where(User.id == user_id).execute()


def actor_of(user: User, source: str = "window", station: str = "") -> Actor:
    """The actor of a user, with every right of their roles; without figures of single people where the company has
    switched them off.
    """
    rows = (
        RolePermission.select(RolePermission.permission)
        .join(UserRole, on=(UserRole.role == RolePermission.role))
        .where(UserRole.user == user.id)
        .tuples()
    )
    off = () if settings.get("reports.people") else ("reports.people",)
    return Actor(user.id, user.name, frozenset(row[0] for row in rows).difference(off), station, source)


def setup_actor(source: str = "window") -> Actor:
    """The built-in actor of a database without a company; holds every right until one exists."""
    return Actor(None, "setup", PERMISSIONS, "", source)


def has_company() -> bool:
    return bool(settings.get("company.name"))


def directory() -> tuple[tuple[Person, ...], dict[str, frozenset[str]]]:
    """Everybody, and what each role may do; from a reader thread."""
    with translated():
        reconnect()
        return people(), roles()


def people() -> tuple[Person, ...]:
    """Everybody, by login."""
    roles: dict[int, list[str]] = {}
    for user_id, code in UserRole.select(UserRole.user, Role.code).join(Role).order_by(Role.id).tuples():
        roles.setdefault(user_id, []).append(code)
    return tuple(
        Person(user.id, user.login, user.name, tuple(roles.get(user.id, ())), user.language, user.active)
        for user in User.select().order_by(User.login)
    )
