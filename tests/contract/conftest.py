"""The furnished company of the services' tests, for the tests that walk the code."""

from tests.services.conftest import engine, hashed, shop, sqlite_template

__all__ = ["engine", "hashed", "shop", "sqlite_template"]
