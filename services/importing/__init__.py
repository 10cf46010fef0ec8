"""Files people have, read as orders and records: read -> map -> check -> preview. No database and no Qt in here.

`read_file` is the door. A file goes through these steps, one module each:

- `sniff` says what a file is by its content; `worker` reads it in a child process with limits
  (`workbook`, `parts`, `textfile`, `markup`);
- `header` finds the table in a sheet, `mapping` names its columns (the names are data in `resources/imports/`),
  `table` tells data from totals, signatures and page marks;
- `clean` and `dates` turn cells into values, `documents` and `records` turn rows into orders and records;
- `preview` holds what comes out: a `Reading` with a problem for each doubt, at its cell.
"""

from services.importing.preview import FileRefused, Problem, Question, Questions, Reading
from services.importing.reading import KINDS, read_file, read_sheets, understand

__all__ = [
    "KINDS",
    "FileRefused",
    "Problem",
    "Question",
    "Questions",
    "Reading",
    "read_file",
    "read_sheets",
    "understand",
]
