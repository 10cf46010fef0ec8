"""peewee, imported without psycopg until PostgreSQL is asked for: the driver costs 0.12 s of start-up."""

import importlib
import sys

_was_loaded = "psycopg" in sys.modules or "peewee" in sys.modules
if not _was_loaded:
    sys.modules["psycopg"] = None  # type: ignore[assignment]
import peewee  # noqa: E402

if not _was_loaded:
    del sys.modules["psycopg"]


def enable_postgresql() -> None:
    """Give peewee the driver that was kept from it. Raises ImportError where psycopg is missing."""
    if peewee.psycopg is not None:
        return
    psycopg = importlib.import_module("psycopg")
    json = importlib.import_module("psycopg.types.json")
    peewee.psycopg = psycopg
    peewee.TransactionStatus = psycopg.pq.TransactionStatus
    peewee.Json_pg3, peewee.Jsonb_pg3 = json.Json, json.Jsonb
    adapter = peewee.Psycopg3Adapter
    adapter.txn_idle = psycopg.pq.TransactionStatus.IDLE
    adapter.txn_inerror = psycopg.pq.TransactionStatus.INERROR
    adapter.txn_unknown = psycopg.pq.TransactionStatus.UNKNOWN


__all__ = ["enable_postgresql", "peewee"]
