"""An ods with a password, opened: the encryption of OpenDocument 1.2 and 1.3 (part 2, chapter 4.8, "Encryption").

Each part is deflated and then encrypted with a key made of the password; msoffcrypto knows only Microsoft's ways. Older
ciphers (Blowfish) and the newer Argon2 are refused for what they are.
"""

import base64
import hashlib
import io
import zipfile
import zlib
from typing import Any
from xml.etree import ElementTree

from services.importing.preview import FileRefused

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
MOST_ROUNDS = 2_000_000  # of making the key; programs take 100,000
MOST_BYTES = 700_000_000
HEAD = 1024  # bytes that the checksum is over
BLOCK = 16
_CIPHERS = ("aes128-cbc", "aes192-cbc", "aes256-cbc")


def decrypted(data: bytes, password: str) -> bytes:
    """The workbook with its cells only. Raises FileRefused: wrong_password, password_no_use, corrupt, too_big."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = _content(archive, password)
            mimetype = archive.read("mimetype")
    except (KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError) as error:
        raise FileRefused("password_no_use") from error
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", mimetype)
        made.writestr(MANIFEST, "<manifest/>")
        made.writestr(CONTENT, content)
    return out.getvalue()


def _content(archive: zipfile.ZipFile, password: str) -> bytes:
    """Raises ValueError for a cipher that is not known here."""
    entries = ElementTree.fromstring(archive.read(MANIFEST))
    entry = next((each for each in entries if _said(each, "full-path") == CONTENT), None)
    told = _inside(entry, "encryption-data")
    algorithm, derivation = _inside(told, "algorithm"), _inside(told, "key-derivation")
    known = _said(algorithm, "algorithm-name").endswith(_CIPHERS)
    if not known or not _said(derivation, "key-derivation-name").endswith(("PBKDF2", "pbkdf2")):
        raise ValueError("another cipher")
    key = _key(password, _inside(told, "start-key-generation"), derivation)
    vector = base64.b64decode(_said(algorithm, "initialisation-vector"))
    plain = _aes(archive.read(CONTENT), key, vector)
    _check(plain, told)
    return _inflated(plain)


def _key(password: str, start: Any, derivation: Any) -> bytes:
    digest = "sha256" if "sha256" in _said(start, "start-key-generation-name") else "sha1"
    rounds, size = int(_said(derivation, "iteration-count")), int(_said(derivation, "key-size") or 16)
    if not 0 < rounds <= MOST_ROUNDS or size not in (16, 24, 32):
        raise ValueError("a key that nobody would make")
    salt = base64.b64decode(_said(derivation, "salt"))
    return hashlib.pbkdf2_hmac("sha1", hashlib.new(digest, password.encode()).digest(), salt, rounds, size)


def _aes(cipher: bytes, key: bytes, vector: bytes) -> bytes:
    """Without the bytes that fill up the last block."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # few files need it

    box = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    plain = box.update(cipher) + box.finalize()
    return plain[: -plain[-1]] if plain and 0 < plain[-1] <= BLOCK else plain


def _check(plain: bytes, told: Any) -> None:
    digest = "sha256" if "sha256" in _said(told, "checksum-type").lower() else "sha1"
    if hashlib.new(digest, plain[:HEAD]).digest() != base64.b64decode(_said(told, "checksum")):
        raise FileRefused("wrong_password")


def _inflated(plain: bytes) -> bytes:
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = unpacking.decompress(plain, MOST_BYTES)
    except zlib.error as error:
        raise FileRefused("corrupt") from error
    if unpacking.unconsumed_tail:
        raise FileRefused("too_big")
    return found


def _inside(node: Any, name: str) -> Any:
    """The child of this name, whatever its namespace. Raises ValueError where there is none."""
    found = next((each for each in (node if node is not None else ()) if each.tag.rpartition("}")[2] == name), None)
    if found is None:
        raise ValueError(f"no {name}")
    return found


def _said(node: Any, name: str) -> str:
    return str(next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), ""))
