"""Measure everything: `python -m benchmarks [--quick] [--out FOLDER]` writes one JSON document a script."""

import argparse
import subprocess
import sys
from pathlib import Path

SCRIPTS = ("main_way", "lists", "startup", "files", "paper", "bench", "reports")
OUT = Path(__file__).parent.parent / ".cache" / "bench" / "results"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller companies and fewer runs, for a look")
    parser.add_argument("--out", type=Path, default=OUT, help="the folder of the documents (%(default)s)")
    parser.add_argument("only", nargs="*", choices=[*SCRIPTS, []], help="some scripts only")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name in given.only or SCRIPTS:
        sys.stderr.write(f"{name} …\n")
        command = [sys.executable, "-m", f"benchmarks.{name}", *(["--quick"] if given.quick else [])]
        with (given.out / f"{name}.json").open("wb") as out:
            failed += subprocess.run(command, stdout=out).returncode != 0
    sys.stderr.write(f"the documents are in {given.out}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
