"""What a Windows program or DLL says about itself: its machine, the DLLs that it loads, and what it offers."""

import struct
from collections.abc import Iterator

X64 = 0x8664
# Places in the optional header's list of directories, and the bytes of an entry with the place of its name.
IMPORTS, DELAYED = (1, 20, 12), (13, 32, 4)


class Image:
    def __init__(self, data: bytes) -> None:
        self._data = data
        (header,) = struct.unpack_from("<I", data, 0x3C)
        self.machine, sections = struct.unpack_from("<HH", data, header + 4)
        (optional,) = struct.unpack_from("<H", data, header + 20)
        self._directories = header + 24 + 112
        first = header + 24 + optional
        self._sections = [struct.unpack_from("<IIII", data, first + 40 * n + 8) for n in range(sections)]

    def imports(self) -> set[str]:
        """The DLLs that are loaded with it or on first use, in lower case."""
        return {name.lower() for kind in (IMPORTS, DELAYED) for name in self._names(*kind)}

    def exports(self) -> list[str]:
        """The names of what others may take from it."""
        (start,) = struct.unpack_from("<I", self._data, self._directories)
        count, _functions, names = struct.unpack_from("<III", self._data, self._offset(start) + 24)
        places = struct.unpack_from(f"<{count}I", self._data, self._offset(names))
        return [self._text(place) for place in places]

    def _text(self, address: int) -> str:
        begin = self._offset(address)
        return self._data[begin : self._data.index(b"\0", begin)].decode("ascii")

    def _names(self, directory: int, size: int, place: int) -> Iterator[str]:
        (start,) = struct.unpack_from("<I", self._data, self._directories + 8 * directory)
        if not start:
            return
        at = self._offset(start)
        while any(self._data[at : at + size]):
            (name,) = struct.unpack_from("<I", self._data, at + place)
            yield self._text(name)
            at += size

    def _offset(self, address: int) -> int:
        """Where in the file what is loaded at `address` lies."""
        for length, start, in_file, place in self._sections:
            if start <= address < start + max(length, in_file):
                return place + address - start
        raise ValueError(f"no section holds {address:#x}")
