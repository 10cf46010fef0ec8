"""What one person chose and finds again at every PC: columns, sorts.

It is no part of the company's documents, so writing it is no use case, as saving a draft is none.
"""

import json
from collections.abc import Mapping
from typing import Any

from models.base import reconnect, writing
from models.people import Preference, User
from services.faults import translated
from services.unit import Call

LONGEST = 20_000


def of(user_id: int | None) -> dict[str, Any]:
    """Everything this person chose, by key; from a reader thread. What can't be read is as if it was never chosen."""
    with translated():
        reconnect()
        rows = list(Preference.select(Preference.key, Preference.value).where(Preference.user == user_id).tuples())
    found = {}
    for key, value in rows:
        try:
            found[key] = json.loads(value)
        except ValueError:
            found[key] = None
    return {key: value for key, value in found.items() if value is not None}


def keep(call: Call, values: Mapping[str, Any]) -> None:
    """Write what was chosen, None to forget it, for the one who calls; nothing for somebody who left."""
    user = call.actor.user_id
    with translated():
        reconnect()
        with writing():
            if user is None or not User.select().where((User.id == user) & User.active).exists():
                return
            for key, value in values.items():
                _put(user, key, value)


def _put(user: int, key: str, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    if value is None or len(text) > LONGEST:
        Preference.delete().where((Preference.user == user) & (Preference.key == key)).execute()
        return
    Preference.insert(user=user, key=key, value=text).on_conflict(
        conflict_target=[Preference.user, Preference.key], update={Preference.value: text}
    ).execute()
