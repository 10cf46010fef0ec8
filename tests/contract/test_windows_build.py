"""The Windows program is made of the same versions as the one tested here, and uninstalls what it installed."""

import re
import shutil
import struct
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from packaging.markers import Marker

from installer import setup_exe
from installer.audit import problems
from installer.setup_exe import write_list

ROOT = Path(__file__).parents[2]
WINDOWS = {"sys_platform": "win32", "python_full_version": "3.11.7", "python_version": "3.11", "os_name": "nt",
           "platform_system": "Windows", "implementation_name": "cpython"}  # fmt: skip
PIN = re.compile(r"^([a-z0-9.-]+)==([^\s;\\]+)(?: ; (.+?))?(?: \\)?$", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    found = PIN.findall((ROOT / name).read_text("utf-8"))
    return {package: version for package, version, marker in found if not marker or Marker(marker).evaluate(WINDOWS)}


def test_windows_ships_the_versions_that_are_tested() -> None:
    tested, shipped = pins("requirements.lock"), pins("installer/requirements-windows.lock")
    assert len(tested) > 30
    assert {name: shipped.get(name) for name in tested} == tested, "run `make lock`"


def test_the_uninstaller_names_each_file_and_no_other(tmp_path: Path) -> None:
    for name in ("packdesk.exe", "_internal/a b.dll", "_internal/resources/图.png"):
        (tmp_path / "program" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "program" / name).write_bytes(b"x" * 2048)
    assert write_list(tmp_path / "program", tmp_path / "files.nsh") == 6
    lines = (tmp_path / "files.nsh").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith(("Delete", "RMDir"))] == [
        'Delete "$INSTDIR\\packdesk.exe"', 'Delete "$INSTDIR\\_internal\\a b.dll"',
        'Delete "$INSTDIR\\_internal\\resources\\图.png"', 'RMDir "$INSTDIR\\_internal\\resources"',
        'RMDir "$INSTDIR\\_internal"',
    ]  # fmt: skip


@pytest.mark.skipif(shutil.which("makensis") is None, reason="there is no makensis here")
def test_the_installer_is_packed_without_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program"
    program.mkdir()
    (program / "packdesk.exe").write_bytes(b"x" * 2048)
    monkeypatch.setattr(setup_exe, "CACHE", tmp_path)
    monkeypatch.delenv("PACKDESK_CERTIFICATE", raising=False)
    monkeypatch.delenv("PACKDESK_SIGN", raising=False)
    setup = setup_exe.make_setup(quick=True, folder=program)
    assert b"Acme Code Signing" not in setup.read_bytes()

    (tmp_path / "acme.pfx").write_bytes(certificate("geheim 12"))
    monkeypatch.setenv("PACKDESK_CERTIFICATE", str(tmp_path / "acme.pfx"))
    monkeypatch.setenv("PACKDESK_CERTIFICATE_PASSWORD", "geheim 12")
    monkeypatch.setenv("PACKDESK_TIMESTAMP", "")
    setup = setup_exe.make_setup(quick=True, folder=program)
    asked = subprocess.run(["osslsigncode", "verify", "-in", setup], capture_output=True, text=True, check=False)
    assert "CN=Acme Code Signing" in asked.stdout
    assert "MISMATCH" not in asked.stdout


def certificate(password: str) -> bytes:
    """A .pfx file that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Acme Code Signing")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, datetime(2026, 1, 1), datetime(2036, 1, 1))
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
    signed = made.add_extension(purpose, critical=False).sign(key, hashes.SHA256())
    locked = serialization.BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"acme", key, signed, None, locked)


def dll(imported: str, machine: int = 0x8664) -> bytes:
    """The least that has an import: headers, one section, one entry with its name."""
    name = imported.encode() + b"\0"
    section = struct.pack("<IIIII", 0, 0, 0, 0x1028, 0) + bytes(20) + name
    header = b"MZ" + bytes(0x3A) + struct.pack("<I", 0x40) + b"PE\0\0"
    header += struct.pack("<HHIIIHH", machine, 1, 0, 0, 0, 240, 0)
    header += bytes(112 + 8) + struct.pack("<II", 0x1000, 40) + bytes(240 - 112 - 16)
    header += b".data\0\0\0" + struct.pack("<IIII", len(section), 0x1000, len(section), 0x200) + bytes(16)
    return header.ljust(0x200, b"\0") + section


def test_a_missing_dll_is_found_before_a_customer_finds_it(tmp_path: Path) -> None:
    program, system = tmp_path / "program", tmp_path / "system32"
    program.mkdir()
    system.mkdir()
    for name in ("kernel32.dll", "msvcr120.dll"):
        (system / name).touch()
    (program / "ours.dll").write_bytes(dll("KERNEL32.dll"))
    (program / "good.pyd").write_bytes(dll("Ours.DLL"))
    assert problems(program, system) == (2, [])
    (program / "zbar.dll").write_bytes(dll("MSVCR120.dll"))
    (program / "old.dll").write_bytes(dll("KERNEL32.dll", machine=0x14C))
    _count, wrong = problems(program, system)
    assert wrong == [
        "old.dll: is not 64-bit", "zbar.dll: msvcr120.dll is neither in the folder nor part of Windows 10",
    ]  # fmt: skip
