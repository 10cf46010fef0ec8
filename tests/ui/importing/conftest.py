"""A person at the main window with the windows that files lead to, over the shop of the orders window's tests."""

from tests.services.conftest import hashed, sqlite_template  # noqa: F401
from tests.ui.orders.conftest import orders_template, shop  # noqa: F401
