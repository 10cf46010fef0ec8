"""The same desk as the delivery window's."""

from tests.services.conftest import hashed, sqlite_template  # noqa: F401
from tests.ui.delivery.conftest import desk, engine, shop  # noqa: F401
