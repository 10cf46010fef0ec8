"""Signs what Windows asks a publisher for, in place: `python -m installer.signing FILE`.

PACKDESK_CERTIFICATE            a .pfx file; without it, and without PACKDESK_SIGN, nothing is signed
PACKDESK_CERTIFICATE_PASSWORD   its password
PACKDESK_TIMESTAMP              the server that says when; "" for none: then the signature ends with the certificate
PACKDESK_SIGN                   instead, a command for a key that never leaves its token or cloud; {} is the file
"""

import os
import shlex
import sys
import tempfile
from pathlib import Path

from installer.tools import run

TIMESTAMP = "http://timestamp.digicert.com"


def signs() -> bool:
    """Whether a certificate or a command is given."""
    return bool(os.environ.get("PACKDESK_CERTIFICATE") or os.environ.get("PACKDESK_SIGN"))


def sign(path: Path) -> bool:
    """Sign a program; False where nothing is given to do so. Raises Failed."""
    if not signs():
        return False
    own, certificate = os.environ.get("PACKDESK_SIGN"), os.environ.get("PACKDESK_CERTIFICATE", "")
    if own:
        run(*(str(path) if word == "{}" else word for word in shlex.split(own, posix=os.name != "nt")))
    elif sys.platform == "win32":
        _signtool(path, certificate)
    else:
        _osslsigncode(path, certificate)
    return True


def _signtool(path: Path, certificate: str) -> None:
    stamp = os.environ.get("PACKDESK_TIMESTAMP", TIMESTAMP)
    when = ["/tr", stamp, "/td", "sha256"] if stamp else []
    password = os.environ.get("PACKDESK_CERTIFICATE_PASSWORD", "")
    run("signtool", "sign", "/f", certificate, "/p", password, "/fd", "sha256", "/d", "Packdesk", *when, path)


def _osslsigncode(path: Path, certificate: str) -> None:
    stamp = os.environ.get("PACKDESK_TIMESTAMP", TIMESTAMP)
    signed = path.with_name(f"{path.name}.signed")
    with tempfile.NamedTemporaryFile("w") as secret:  # not among the words that every process can read
        secret.write(os.environ.get("PACKDESK_CERTIFICATE_PASSWORD", ""))
        secret.flush()
        run(
            "osslsigncode", "sign", "-pkcs12", certificate, "-readpass", secret.name, "-h", "sha256", "-n", "Packdesk",
            *(["-ts", stamp] if stamp else []), "-in", path, "-out", signed,
        )  # fmt: skip
    signed.replace(path)


def command() -> str:
    """How NSIS signs the uninstaller while it packs it."""
    return f'"{sys.executable}" -m installer.signing "%1"'


if __name__ == "__main__":
    sign(Path(sys.argv[1]))
