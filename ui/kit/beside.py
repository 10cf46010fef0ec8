"""Where a list that belongs to a field is put: below it or above it, never over what is typed."""

GAP = 2


def beside(top: int, high: int, wanted: int, room: int) -> tuple[int, int]:
    """Top and height of a list of `wanted` pixels for a field at `top`, `high` pixels high, in `room` pixels.

    Below the field when it fits there or has more room there, else above; it is made as small as that room.
    """
    below, above = room - (top + high + GAP), top - GAP
    if wanted <= below or below >= above:
        return top + high + GAP, min(wanted, below)
    fits = min(wanted, above)
    return above - fits, fits
