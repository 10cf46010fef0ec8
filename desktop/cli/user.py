"""`packdesk user add|password|list`: people who sign in."""

import argparse
import getpass
import os

from desktop.cli.context import Context
from desktop.cli.options import common
from resources.i18n import LANGUAGES, _, language
from services.errors import Refusal

NEW_PASSWORD = "PACKDESK_NEW_PASSWORD"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True)
    add = what.add_parser("add", parents=[common()], help=_("add a person; the first one becomes the company's owner"))
    add.add_argument("login", help=_("the name to sign in with"))
    add.add_argument("--name", help=_("the person's name"))
    add.add_argument("--role", action="append", default=[], help=_("owner, clerk, approver, ...; may be repeated"))
    add.add_argument("--language", choices=tuple(LANGUAGES), default="")
    add.add_argument("--company", help=_("the company's name, where there is none yet"))
    password = what.add_parser("password", parents=[common()], help=_("give a person a new password"))
    password.add_argument("login", help=_("the name to sign in with"))
    what.add_parser("list", parents=[common()], help=_("everybody"))


def run(context: Context, options: argparse.Namespace) -> int:
    context.open()
    return {"add": _add, "password": _password, "list": _list}[options.what](context, options)


def new_password(context: Context) -> str:
    """The hash of the new person's password, from PACKDESK_NEW_PASSWORD or typed twice.

    Refuses short_password, passwords_differ, password_required.
    """
    from services import people

    first = context.password(NEW_PASSWORD, _("New password"))
    again = _("Once more")
    if NEW_PASSWORD not in os.environ and getpass.getpass(f"{again}: ") != first:
        raise Refusal("passwords_differ")
    return people.hash_password(first)


def _add(context: Context, options: argparse.Namespace) -> int:
    from services import people

    call = context.call("people.edit")
    name = options.name or options.login
    if people.has_company():
        roles = tuple(options.role) or ("clerk",)
        made = people.add_user(call, options.login, name, roles, new_password(context), language=options.language)
    else:
        if not options.company:
            raise Refusal("company_required")
        chosen = options.language or language()
        made = people.create_company(call, options.company, chosen, name, options.login, new_password(context))
    context.answer({"id": made.id, "login": options.login}, _("Added {login}.").format(login=options.login))
    return 0


def _password(context: Context, options: argparse.Namespace) -> int:
    from services import people

    call = context.call("people.edit")
    people.set_password(call, options.login, new_password(context))
    context.answer({"login": options.login}, _("{login} has a new password.").format(login=options.login))
    return 0


def _list(context: Context, options: argparse.Namespace) -> int:
    from services import people

    context.actor("people.edit")
    everybody = people.people()
    document = {
        "people": [
            {"login": each.login, "name": each.name, "roles": list(each.roles), "active": each.active}
            for each in everybody
        ]
    }
    lines = [f"{each.login:<16} {each.name:<16} {', '.join(each.roles)}" for each in everybody]
    context.answer(document, *lines)
    return 0
