"""How a company words its documents. The settings know it, and so does every start, which needs none of the papers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Own:
    """How a company has a column or a field of a document: shown or not, under a title of its own or the usual one."""

    shown: bool = True
    title: str = ""
