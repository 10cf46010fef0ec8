"""The program: start-up, wiring, the command line, the settings of this PC.

Hashing is all that is wanted of OpenSSL, and Python's own is as quick on what is hashed here; without it the program
is 4 MB smaller and starts 20 ms earlier. `ssl` would load its own.
"""

import sys

sys.modules.setdefault("_hashlib", None)  # type: ignore[arg-type]  # hashlib then takes what is built in
