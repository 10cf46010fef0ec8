"""What a test worker was doing when it died or hung: the tracebacks of all its threads, shown when it is gone.

What a worker writes to its own standard error is seen by nobody. One that eats memory is refused more of it, so that it
says where, before the system ends it, or another program, without a word.
"""

import faulthandler
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

# No test takes this long, also on a busy machine, and no worker needs this much address space.
LONGEST_SECONDS = 480
MOST_MEMORY = 6 << 30

_file_key = pytest.StashKey[IO[str]]()


def last_words(run: str, worker: str) -> Path:
    return Path(run) / f"{worker}.last-words"


@pytest.hookimpl(trylast=True)  # after pytest's own, which would write elsewhere
def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        given = config.workerinput
        file = last_words(given["postgres_run"], given["workerid"]).open("w")
        config.stash[_file_key] = file
        faulthandler.enable(file)
        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, hard))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    file = item.config.stash.get(_file_key, None)
    if file is not None:
        faulthandler.dump_traceback_later(LONGEST_SECONDS, exit=True, file=file)
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    said = last_words(node.workerinput["postgres_run"], node.workerinput["workerid"])
    if error and said.exists():
        reporter = node.config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_line(f"\n{node.gateway.id} went with these words:\n{said.read_text(errors='replace')}")
