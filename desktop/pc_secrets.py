"""The password of the database server: in the system's keyring, never in a settings file."""

import logging
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

log = logging.getLogger(__name__)
SERVICE = "Packdesk"


def with_password(url: str, typed: str = "") -> str:
    """The URL with the password typed or kept for it; unchanged where none is, so that PGPASSFILE can serve."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or parts.password or not parts.username:
        return url
    found = typed or _keyring("get_password", SERVICE, url)
    if not found:
        return url
    user, _at, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(found, safe='')}@{place}"))


def keep_password(url: str, password: str) -> bool:
    """Put a password into the keyring; False where this system has none."""
    return _keyring("set_password", SERVICE, url, password) is not False


def _keyring(name: str, *arguments: str) -> Any:
    import keyring
    from keyring.errors import KeyringError

    try:
        return getattr(keyring, name)(*arguments)
    except KeyringError as error:
        log.warning("the keyring can't be used: %s", error)
        return False
