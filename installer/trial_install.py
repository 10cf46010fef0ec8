"""Installing, updating, repairing, refusing and uninstalling under Wine, with data of a version before."""

import hashlib
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from installer import about
from installer.setup_exe import make_setup
from installer.tools import BUNDLE, expect
from installer.wine import Wine

BEFORE = "0.0.1"
KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Packdesk"
RUNNING, NEWER = 3, 5


class InstallTrial:
    """Its parts build on one another, in their order."""

    def __init__(self, wine: Wine, out: Path, most_seconds: float) -> None:
        self._wine, self._out, self._most = wine, out, most_seconds

    def parts(self) -> dict[str, Callable[[], object]]:
        return {
            "silent install": self.install,
            "refused while running": self.running,
            "update with data": self.update,
            "data migrated with a backup": self.migrated,
            "downgrade refused": self.downgrade,
            "repair": self.repair,
            "uninstall": self.uninstall,
            "other folder": self.other_folder,
        }

    def install(self) -> dict[str, object]:
        self._old, self._new = trial_setups()
        self._tree = self._files()
        seconds = self._silently(self._old)
        expect((self._folder / "packdesk.exe").is_file(), "packdesk.exe is not installed")
        expect(self._said("DisplayVersion") == BEFORE, "the version is not in the list of programs")
        links = {path.name for path in self._wine.user.rglob("*.lnk")}
        expect({"Packdesk 发货台.lnk", "Uninstall Packdesk.lnk"} <= links, f"shortcuts: {links}")
        open_with = self._registry(r"HKCU\Software\Classes\Applications\packdesk.exe\shell\open\command")
        expect('packdesk.exe" --open "%1"' in open_with, "not offered under “Open with”")
        self._old_data()
        return {"seconds": seconds, "shortcuts": len(links)}

    def running(self) -> str:
        other = ("--database", "sqlite:///C:/other.db")  # the old data are for the step that brings them up to date
        process = self._wine.start(self._folder / "packdesk-cli.exe", *other, "user", "add", "nobody")  # waits there
        process_window = self._wine.start(self._folder / "packdesk.exe", *other)
        self._until(self._wine.screen_is_painted, "no window")
        before = self._files()
        for setup in (self._new, self._folder / "uninstall.exe"):
            own = [] if setup == self._new else [f"_?={self._wine.windows_path(self._folder)}"]
            status, _text = self._wine.run(setup, "/S", *own)
            expect(status == RUNNING, f"{setup.name} ended with {status} while the program runs")
        gone = before - self._files()
        expect(not {path for path in gone if "Programs" in path}, f"files are gone: {gone}")
        self._wine.close(process_window, "packdesk.exe")
        process.kill()
        self._wine.end_all()
        return f"status {RUNNING}, nothing changed"

    def update(self) -> dict[str, object]:
        stranger = self._folder / "_internal" / "somebody-else.txt"
        stranger.write_text("not ours\n", "utf-8")
        data = self._digest()
        seconds = self._silently(self._new)
        expect(seconds <= self._most, f"updating took {seconds} s")
        expect(self._said("DisplayVersion") == about.VERSION, "the version in the list of programs is the old one")
        expect(not (self._folder / "_internal" / "only-before.txt").exists(), "a file of the version before is left")
        expect(stranger.exists(), "somebody else's file is gone")
        expect(self._digest() == data, "the data has changed")
        return {"seconds": seconds}

    def migrated(self) -> str:
        """The program itself brings the data up to date at its next start, after a backup."""
        status, text = self._wine.run(self._folder / "packdesk-cli.exe", "migrate")
        expect(status == 0, text)
        with closing(sqlite3.connect(self._data / "packdesk.db")) as database:
            found = database.execute("SELECT COUNT(*) FROM schema_migration").fetchone()[0]
            kept = database.execute("SELECT COUNT(*) FROM setting WHERE key = 'kept'").fetchone()[0]
        expect(found == newest_migration() and kept == 1, f"version {found}, {kept} row kept")
        backups = list((self._data / "backups").glob(f"before-{found}-*.db"))
        expect(len(backups) == 1, f"backups: {backups}")
        back, text = self._wine.run(
            self._folder / "packdesk-cli.exe", "--database", "sqlite:///C:/back.db", "restore",
            self._wine.windows_path(backups[0]),
        )  # fmt: skip
        expect(back == 0, text)
        return f"version {found - 1} to {found}, the backup before it restores"

    def downgrade(self) -> str:
        before = self._files()
        status, _text = self._wine.run(self._old, "/S")
        expect(status == NEWER, f"the older installer ended with {status}")
        expect(before <= self._files() and self._said("DisplayVersion") == about.VERSION, "something has changed")
        return f"status {NEWER}, nothing changed"

    def repair(self) -> str:
        lost = self._folder / "_internal" / "python311.dll"
        lost.unlink()
        seconds = self._silently(self._new)
        expect(lost.is_file(), "the lost file is not back")
        return f"a lost file is back after {seconds} s"

    def uninstall(self) -> dict[str, object]:
        started = time.monotonic()
        self._silently(self._folder / "uninstall.exe")
        self._until(lambda: not (self._folder / "uninstall.exe").exists(), "the uninstaller leaves itself")
        seconds = round(time.monotonic() - started, 1)
        left = {path for path in self._files() - self._tree if "AppData/Local/Packdesk" not in path}
        left = {path for path in left if "somebody-else" not in path}
        expect(not left, f"left behind: {sorted(left)[:20]}")
        expect((self._data / "packdesk.db").is_file(), "the data is gone")
        expect("Unable to find" in self._registry(KEY), "still in the list of programs")
        expect("Unable to find" in self._registry(r"HKCU\Software\Classes\Applications\packdesk.exe"), "still offered")
        (self._folder / "_internal" / "somebody-else.txt").unlink()
        return {"seconds": seconds, "left": "data and somebody else's file"}

    def other_folder(self) -> str:
        """From the usual folder to one with Chinese in its name and a long path, without a shortcut; then everything
        goes, data as well."""
        folder = self._wine.user / ("企业软件 发货台 " + "很长的文件夹名" * 6)
        self._silently(self._old, "/NODESKTOP")
        # NSIS takes the rest of the line as the folder, without quotes: its words go in one by one.
        self._silently(self._new, "/NODESKTOP", *f"/D={self._wine.windows_path(folder)}".split(" "))
        expect((folder / "packdesk.exe").is_file(), "not in the folder asked for")
        expect(not self._folder.exists(), "the folder before is left")
        expect(not list((self._wine.user / "Desktop").glob("*.lnk")), "there is a shortcut on the desktop")
        status, text = self._wine.run(folder / "packdesk-cli.exe", "check", "--json")
        expect(status == 0, text)
        self._silently(folder / "uninstall.exe", "/DELETEDATA")
        self._until(lambda: not folder.exists() and not self._data.exists(), "folder or data are left")
        return "installed, checked, removed with its data"

    # tools

    @property
    def _folder(self) -> Path:
        return self._wine.user / "AppData" / "Local" / "Programs" / "Packdesk"

    @property
    def _data(self) -> Path:
        return self._wine.user / "AppData" / "Local" / "Packdesk"

    def _silently(self, program: Path, *more: str) -> float:
        started = time.monotonic()
        status, text = self._wine.run(program, "/S", *more, seconds=180)
        expect(status == 0, f"{program.name} /S ended with {status}: {text}")
        return round(time.monotonic() - started, 1)

    def _said(self, name: str) -> str:
        line = next((line for line in self._registry(KEY).splitlines() if line.split()[:1] == [name]), "")
        return line.partition("REG_SZ")[2].strip()

    def _registry(self, key: str) -> str:
        return self._wine.run("reg", "query", key, "/ve" if key.endswith("command") else "/s")[1]

    def _files(self) -> set[str]:
        users = self._wine.prefix / "drive_c" / "users"
        found = (str(path.relative_to(users)) for path in users.rglob("*") if not path.is_dir())
        return {path for path in found if "/Temp/" not in path}

    def _digest(self) -> str:
        return hashlib.sha256((self._data / "packdesk.db").read_bytes()).hexdigest()

    def _until(self, true: Callable[[], bool], said: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not true():
            expect(time.monotonic() < end, said)
            time.sleep(0.2)

    def _old_data(self) -> None:
        """A database as the version before the newest migration left it, with a row to be found again."""
        from playhouse.migrations import Runner

        from models import base, migrate

        shutil.rmtree(self._data, ignore_errors=True)  # what the first start left there is of this version
        self._data.mkdir(parents=True)
        base.open_database(f"sqlite:///{self._data / 'packdesk.db'}")
        base.reconnect()
        runner = Runner(base.db.obj, str(migrate.FOLDER))
        names = [each.name for each in runner.migrations()]
        with base.writing():
            runner.up(names[-2])
            migrate.make_triggers()
            base.db.execute_sql("INSERT INTO setting (key, value) VALUES ('kept', '\"顺丰\"')")
        base.db.close()


def newest_migration() -> int:
    from models import migrate

    return migrate.EXPECTED


def trial_setups() -> tuple[Path, Path]:
    """A quickly packed installer of a version before, with a file that this one lacks, and one of this version."""
    extra = BUNDLE / "_internal" / "only-before.txt"
    extra.write_text("a file that the next version no longer has\n", "utf-8")
    try:
        old = make_setup(BEFORE, quick=True)
    finally:
        extra.unlink()
    return old, make_setup(quick=True)
