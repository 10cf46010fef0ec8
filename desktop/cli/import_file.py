"""`packdesk import KIND FILE`: read a file of orders or records, and take it in."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from desktop.cli.context import Context
from resources.i18n import _
from services.errors import Refusal
from services.unit import Call

KINDS = (
    "orders", "products", "customers", "suppliers", "counts", "prices", "waybills", "events", "payments", "freight",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("file", type=Path, metavar="FILE", help=_("an xlsx, xls or csv file"))
    parser.add_argument("--sheet", metavar="NAME", help=_("the sheet to read"))
    parser.add_argument("--profile", metavar="NAME", help=_("how such a file was understood before"))
    parser.add_argument("--password", metavar="TEXT", help=_("the password of the file"))
    parser.add_argument("--create-missing", action="store_true", help=_("make unknown customers and products"))
    parser.add_argument("--update", action="store_true", help=_("take over what differs from what is here"))
    parser.add_argument("--dry-run", action="store_true", help=_("say what would come in, and write nothing"))
    parser.add_argument("--answer", action="append", default=[], metavar="CODE=CHOICE", help=_("may be repeated"))


def run(context: Context, options: argparse.Namespace) -> int:
    """Refuses what reading a file and the use case of its kind refuse."""
    from services.importing.preview import FileRefused, Questions
    from services.importing.worker import shared_reader

    shared_reader().warm()  # it starts while the company is opened
    context.open()
    actor_call = context.call()
    try:
        return _take(context, options, actor_call)
    except Questions as asked:
        return _ask(context, asked)
    except FileRefused as refused:
        return _refuse(context, refused.code, _(refused.message))
    finally:
        shared_reader().close()


def _take(context: Context, options: argparse.Namespace, call: Call) -> int:
    """Read, match, write and say it. Raises Questions, FileRefused and what the use case of the kind refuses."""
    from services.importing.reading import read_sheets

    answers = _answers(options)
    sheets = read_sheets(options.file, password=options.password)  # a file that is refused needs no more than this
    from services import import_profiles, order_import, record_import
    from services.import_match import Options
    from services.import_result import result_json
    from services.import_units import understand_units

    known = import_profiles.recall(options.kind, options.profile or "")
    reading = understand_units(
        sheets, options.kind, file=options.file.name, sheet=options.sheet, answers=answers, kept=known
    )
    if options.kind == "orders":
        chosen = import_profiles.with_channel(
            reading, Options(create_missing=options.create_missing, update=options.update), answers,
            ask=not options.dry_run,
        )  # fmt: skip
        profile = import_profiles.profile_of(reading, answers, chosen)
        orders = order_import.run_import(
            call, options.file, reading, options=chosen, profile=profile, dry_run=options.dry_run
        )
        document = result_json(reading, orders)
    else:
        profile = import_profiles.profile_of(reading, answers, Options())
        records = record_import.run_import(
            call, options.file, reading, dry_run=options.dry_run, profile=profile, update=options.update
        )
        document = result_json(reading, records)
    _say(context, document)
    return 0


def _answers(options: argparse.Namespace) -> dict[str, str]:
    """`CODE=CHOICE` pairs. Refuses bad_answer."""
    pairs = [text.partition("=") for text in options.answer]
    for code, equals, _choice in pairs:
        if not code or not equals:
            raise Refusal("bad_answer", text=code)
    return {code: choice for code, _equals, choice in pairs}


def _ask(context: Context, asked: Any) -> int:
    questions = [{**q.to_json(), "message": _(q.message)} for q in asked.questions]
    for question in questions:
        print(question["message"], " / ".join(question.get("labels", question["choices"])), file=sys.stderr)
    if context.json:
        print(json.dumps({"questions": questions}, ensure_ascii=False))
    return 1


def _refuse(context: Context, code: str, sentence: str) -> int:
    print(sentence, file=sys.stderr)
    if context.json:
        print(json.dumps({"error": {"code": code, "message": sentence}}, ensure_ascii=False))
    return 1


def _say(context: Context, document: dict[str, Any]) -> None:
    for problem in document["problems"]:
        english = problem["message"]
        problem["message"] = _(english)
    rows = document["rows"]
    said = _("{imported} rows came in, {merged} joined them, {skipped} were left out, {failed} failed.").format(**rows)
    lines = [f"{p['cell'] or p['row']}: {p['message']}" for p in document["problems"][:20]]
    context.answer(document, said, *lines)
