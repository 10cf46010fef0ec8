"""Files people have, read as orders and records: read -> map -> check -> preview. No database and no Qt in here.

`reading.read_file` is the door. A file goes through these steps, one module each:

- `sniff` says what a file is by its content; `worker` reads it in a child process with limits
  (`workbook`, `parts`, `textfile`, `markup`);
- `header` finds the table in a sheet, `mapping` names its columns (the names are data in `resources/imports/`),
  `table` tells data from totals, signatures and page marks;
- `clean` and `dates` turn cells into values, `documents` and `records` turn rows into orders and records;
- `preview` holds what comes out: a `Reading` with a problem for each doubt, at its cell.

Nothing is imported here: a package that imports its parts breaks when two threads load it at once.
"""
