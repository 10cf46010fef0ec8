"""What `packdesk import` prints: what came in or would, every doubt, an account of the rows."""

from typing import Any

from services import import_staging, order_import
from services.importing.preview import Reading


def result_json(reading: Reading, outcome: order_import.Outcome | import_staging.Outcome) -> dict[str, Any]:
    """The document of the command line contract."""
    document = reading.to_json()
    if outcome.prepared is not None:
        outcome.prepared.trim(document)
    document["rows"] = outcome.rows.to_json()
    problems = sorted(outcome.problems, key=lambda problem: problem.row)
    document["problems"] = [problem.to_json() for problem in problems]
    for problem, said in zip(problems, document["problems"], strict=True):
        if reading.parts:
            said["sheet"] = reading.sheet_of(problem.row)
    if isinstance(outcome.imported, order_import.Imported):
        done = outcome.imported
        document["result"] = {
            "batch": done.batch_id, "orders": done.created, "submitted": done.submitted, "on_hold": done.held,
            "repeated": done.repeated,
        }  # fmt: skip
    elif outcome.imported is not None:
        document["result"] = {"batch": outcome.imported.batch_id, "records": outcome.imported.imported}
    return document
