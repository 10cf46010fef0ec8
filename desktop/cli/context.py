"""What every command is handed: the database it works on, who asks, and how it answers."""

import getpass
import json
import os
import sys
from dataclasses import dataclass
from typing import Any

from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from services.errors import Refusal
from services.unit import Actor, Call

SOURCE = "command line"


@dataclass(frozen=True, slots=True)
class Context:
    """`url` is the database, `user` the sign-in name given, `json` whether one document is asked for."""

    url: str
    user: str | None
    json: bool
    paths: Paths
    settings: PcSettings

    def open(self) -> None:
        """Open the database, made ready where it is new. Refuses as desktop.database.open_company."""
        from desktop.database import open_company
        from desktop.pc_secrets import with_password

        open_company(with_password(self.url), self.paths.backups)

    def actor(self, right: str = "") -> Actor:
        """Who acts. Refuses user_required, password_required, wrong_password, locked and, without `right`, not_allowed.

        A database without a company is worked on by the built-in actor `setup`.
        """
        from services import people
        from services.role_rights import brought_along

        if not people.has_company():
            return people.setup_actor(SOURCE)
        if not self.user:
            raise Refusal("user_required")
        actor = brought_along(people.prove_password(self.user, self.password(), source=SOURCE))
        if right and right not in actor.rights:
            raise Refusal("not_allowed", use_case=right)
        return actor

    def call(self, right: str = "") -> Call:
        return Call(self.actor(right))

    @staticmethod
    def password(variable: str = "PACKDESK_PASSWORD", prompt: str = "") -> str:
        """A password from the environment, else asked for on the terminal. Refuses password_required."""
        from resources.i18n import _

        given = os.environ.get(variable)
        if given is not None:
            return given
        if not sys.stdin.isatty():
            raise Refusal("password_required", variable=variable)
        asked = prompt or _("Password")
        return getpass.getpass(f"{asked}: ", stream=sys.stderr)

    def answer(self, document: Any, *lines: str) -> None:
        """Print the document where JSON is asked for, else the lines."""
        if self.json:
            print(json.dumps(document, ensure_ascii=False, default=str))
        else:
            for line in lines:
                print(line)
