"""What a company may change of a rule that warns, as it is kept among the settings; all of it may be left out."""

from typing import Annotated, Literal, TypedDict

from msgspec import Meta

LONGEST_HOURS, HIGHEST, LAST_HOUR = 720, 9999, 23
Severity = Literal["low", "normal", "high"]
When = Literal["always", "hourly", "daily", "working"]
RoleCode = Literal["owner", "clerk", "approver", "warehouse", "packer", "logistics", "finance"]


class Changed(TypedDict, total=False):
    """See services/watch/rules.Rule, whose fields these replace."""

    limit: Annotated[int, Meta(ge=0, le=HIGHEST)]
    severity: Severity
    role: RoleCode
    hours: Annotated[int, Meta(ge=1, le=LONGEST_HOURS)]
    on: bool
    person: Annotated[int, Meta(ge=0)]
    when: When
    at: Annotated[int, Meta(ge=0, le=LAST_HOUR)]
