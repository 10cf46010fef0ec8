"""PostgreSQL for the tests: one throw-away server per test run, a database of its own for each test.

The server starts when the first test asks for it, is shared by all xdist workers and lives in memory where there is
room. A guard process owns it and ends it, with its folder, when the test run is over: also after Ctrl+C or a killed
run, since what it waits for is a file lock that the kernel frees with the process holding it.
"""

import fcntl
import grp
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
import pytest

OWNER, APP = "packdesk_owner", "packdesk_app"
PORT = 5432  # only names the socket file: the server does not listen on the network
BARE = "packdesk_bare"
# A commit still reaches the system, so it survives any killed process.
FULL = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER disk_is_full BEFORE INSERT ON {table} EXECUTE FUNCTION disk_is_full()
"""
FAST = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "256MB"}


@dataclass(frozen=True, slots=True)
class Database:
    """One database: `app_url` connects with least rights, `owner_url` as the role that migrates."""

    name: str
    app_url: str
    owner_url: str


def program(name: str) -> str:
    """The path of a server program. Debian keeps them out of PATH, one folder a version: the newest is taken."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: float(each.parent.name), reverse=True)
    found = shutil.which("initdb")
    folders += [Path(found).resolve().parent] if found else []
    for folder in folders:
        if all((folder / each).is_file() for each in ("initdb", "postgres")):
            return str(folder / name)
    raise RuntimeError("PostgreSQL's server programs are not installed: run `make setup`.")


def _version() -> int:
    said = subprocess.run([program("postgres"), "--version"], check=True, capture_output=True, text=True).stdout
    return int(said.split()[2].split(".")[0])


class Cluster:
    """A server with its data in `folder`. As root it runs as another system user, since PostgreSQL refuses root."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder, self._settings = folder, settings
        self._process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """Make the data folder. Text sorts by ICU's Chinese order, not by bytes, as it may on a company's server."""
        self.folder.mkdir(mode=0o700)
        command = ["-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        command += ["--locale=C.UTF-8"]
        if _version() >= 15:
            command += ["--locale-provider=icu", "--icu-locale=zh-CN"]
        if os.geteuid() == 0:
            shutil.chown(self.folder, *self._user())
        subprocess.run(self._as_user("initdb", *command), check=True, cwd="/", capture_output=True)

    def start(self) -> None:
        """Start and wait until the server answers. Raises RuntimeError with the server's log when it does not."""
        for _ in range(25):  # after a SIGKILL the dead server's children hold its memory for a moment
            self._spawn()
            if self._answers():
                return
            time.sleep(0.2)
        raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])

    def _spawn(self) -> None:
        options = {"listen_addresses": "", "autovacuum": "off", "max_connections": "200"} | self._settings
        flags = [flag for name, value in options.items() for flag in ("-c", f"{name}={value}")]
        command = self._as_user(
            "postgres", "-D", str(self.folder / "data"), "-k", str(self.folder), "-p", str(PORT), *flags
        )
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def _answers(self) -> bool:
        """Wait for an answer; False as soon as the process has ended without one."""
        assert self._process is not None
        while self._process.poll() is None:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url("postgres", "postgres")).close()
                return True
            time.sleep(0.02)
        return False

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends sessions and shuts down cleanly, SIGQUIT at once; SIGKILL is the power switch."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None

    def url(self, name: str, role: str) -> str:
        return f"postgresql://{role}@/{name}?host={self.folder}&port={PORT}"

    def database(self, name: str) -> Database:
        return Database(name, self.url(name, APP), self.url(name, OWNER))

    def furnish(self) -> None:
        """Make the two roles and the bare database that empty ones are copied from."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as admin:
            admin.execute(f"CREATE ROLE {OWNER} LOGIN")
            admin.execute(f"CREATE ROLE {APP} LOGIN")
            admin.execute(f"CREATE DATABASE {BARE} OWNER {OWNER}")
        with psycopg.connect(self.url(BARE, "postgres"), autocommit=True) as admin:
            admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            admin.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")

    @contextmanager
    def full(self, database: Database, table: str) -> Iterator[Callable[[], None]]:
        """No room for new pages of a table, until what this gives is called.

        As root on a small disk of memory that is full, where one may be mounted; else the error is one of a trigger.
        """
        small, name = self.folder / "small", database.name
        small.mkdir()
        with psycopg.connect(self.url(name, "postgres"), autocommit=True) as admin:
            if not self._mounted(small):
                admin.execute(FULL.format(table=table).encode())
                yield lambda: admin.execute(b"DROP FUNCTION disk_is_full() CASCADE") and None
                return
            ballast = small / "ballast"
            admin.execute(f"CREATE TABLESPACE small LOCATION '{small}'".encode())
            admin.execute(f"ALTER TABLE {table} SET TABLESPACE small".encode())
            with suppress(OSError), ballast.open("wb", buffering=0) as file:
                while file.write(bytes(4096)):
                    pass
            try:
                yield ballast.unlink
            finally:
                ballast.unlink(missing_ok=True)
                admin.execute(f"ALTER TABLE {table} SET TABLESPACE pg_default".encode())
                admin.execute(b"DROP TABLESPACE small")
                subprocess.run(["umount", "--lazy", str(small)], check=True)

    def _mounted(self, place: Path) -> bool:
        if os.geteuid() != 0:
            return False
        user, group = self._user()
        owner = f"uid={pwd.getpwnam(user).pw_uid},gid={grp.getgrnam(group).gr_gid},mode=700"
        mount = ["mount", "-t", "tmpfs", "-o", f"size=1m,{owner}", "tmpfs", str(place)]
        return subprocess.run(mount, check=False, capture_output=True).returncode == 0

    def _as_user(self, name: str, *arguments: str) -> list[str]:
        if os.geteuid() != 0:
            return ["setpriv", "--pdeathsig", "QUIT", "--", program(name), *arguments]
        user, group = self._user()
        who = ["--reuid", user, "--regid", group, "--clear-groups"]
        return ["setpriv", *who, "--pdeathsig", "QUIT", "--", program(name), *arguments]

    @staticmethod
    def _user() -> tuple[str, str]:
        for name in ("postgres", "nobody"):
            with suppress(KeyError):
                return name, grp.getgrgid(pwd.getpwnam(name).pw_gid).gr_name
        raise RuntimeError("PostgreSQL refuses to run as root, and there is no system user postgres or nobody.")


class Server:
    """What tests use: databases of their own on the run's shared server."""

    def __init__(self, cluster: Cluster, run: Path, worker: str) -> None:
        self._cluster, self._run, self._worker, self._made = cluster, run, worker, 0
        self._admin = psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True)
        self._how = " STRATEGY file_copy" if self._admin.info.server_version >= 150000 else ""

    def empty(self) -> Database:
        """A new database without tables, owned by packdesk_owner; packdesk_app may connect and nothing else."""
        return self._create(self._next_name(), BARE)

    def copy(self, key: str, prepare: Callable[[Database], Any]) -> Database:
        """A copy, in 25 ms, of a database that `prepare` filled (and left) once for all workers of the run."""
        template = f"template_{key}"
        done = self._run / template
        with locked(self._run / f"{template}.lock"):
            if not done.exists():
                self._execute(f'DROP DATABASE IF EXISTS "{template}"')
                prepare(self._create(template, BARE))
                done.touch()
        return self._create(self._next_name(), template)

    def drop(self, database: Database) -> None:
        """Remove a database, ending every session on it."""
        self._execute(f'DROP DATABASE "{database.name}" WITH (FORCE)')

    def close(self) -> None:
        self._admin.close()

    def _next_name(self) -> str:
        self._made += 1
        return f"{self._worker}_{self._made}"

    def _create(self, name: str, template: str) -> Database:
        self._execute(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}"{self._how}')
        return self._cluster.database(name)

    def _execute(self, statement: str) -> None:
        self._admin.execute(statement.encode())


@contextmanager
def locked(path: Path) -> Iterator[IO[bytes]]:
    """Hold an exclusive lock on the file, made if missing; the kernel frees it when the process ends."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def guard(run: Path) -> None:
    """Run the shared server until the test run that holds `run/alive` ends, then remove `run`."""
    cluster = Cluster(run / "server", FAST)
    try:
        cluster.create()
        cluster.start()
        cluster.furnish()
        sys.stdout.write("ready\n")
        sys.stdout.close()
        with locked(run / "alive"):
            cluster.stop(signal.SIGQUIT)
    finally:
        cluster.stop(signal.SIGKILL)
        shutil.rmtree(run)


def _shared(run: Path) -> Cluster:
    with locked(run / "server.lock"):
        if not (run / "ready").exists():
            with subprocess.Popen(
                [sys.executable, str(Path(__file__)), str(run)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                text=True,
            ) as process:
                assert process.stdout is not None
                said = process.stdout.readline()
                if said != "ready\n":
                    raise RuntimeError(said + process.stdout.read())
                (run / "ready").touch()
                process.returncode = 0  # it outlives this block: the guard is nobody's child to wait for
    return Cluster(run / "server", FAST)


def roomy() -> Path:
    """Where the server lives: copying a database in memory costs a tenth. Short, as a socket's path must be."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30 else Path("/tmp")


_run_key = pytest.StashKey[Path]()
_alive_key = pytest.StashKey[IO[bytes]]()


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        config.stash[_run_key] = Path(config.workerinput["postgres_run"])
        return
    run = Path(tempfile.mkdtemp(prefix="packdesk-", dir=roomy()))
    run.chmod(0o711)
    alive = (run / "alive").open("ab")
    fcntl.flock(alive, fcntl.LOCK_EX)
    config.stash[_run_key], config.stash[_alive_key] = run, alive
    if not config.option.basetemp and not os.statvfs(run).f_flag & os.ST_NOEXEC:
        config.option.basetemp = run / "tmp"  # no commit of a test waits for a disk


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgres_run"] = str(node.config.stash[_run_key])


def pytest_unconfigure(config: pytest.Config) -> None:
    alive = config.stash.get(_alive_key, None)
    if alive is None:
        return
    run = config.stash[_run_key]
    started = (run / "ready").exists()
    alive.close()
    for _ in range(500 if started else 0):
        if not run.exists():
            return
        time.sleep(0.02)
    shutil.rmtree(run, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The run's shared server, started on first use."""
    run = request.config.stash[_run_key]
    server = Server(_shared(run), run, os.environ.get("PYTEST_XDIST_WORKER", "main"))
    yield server
    server.close()


@pytest.fixture
def own_postgres(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A durable server for one test, to be stopped, killed and started again, with an empty database "packdesk"."""
    cluster = Cluster(Path(tempfile.mkdtemp(dir=request.config.stash[_run_key])) / "server", {})
    cluster.folder.parent.chmod(0o711)
    cluster.create()
    cluster.start()
    cluster.furnish()
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE packdesk OWNER {OWNER} TEMPLATE {BARE}")
    yield cluster
    cluster.stop(signal.SIGKILL)
    shutil.rmtree(cluster.folder.parent)


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
