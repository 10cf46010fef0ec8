"""The commands of the bench in words, for the printed sheet and the help on the screen."""

from resources.i18n import N_, translator

# What a command does at the bench, in the order it is needed.
COMMAND_WORDS = {
    "OK": N_("Check and pack, or confirm"), "UNDO": N_("Undo the last scan"), "YES": N_("Yes, to a question"),
    "NO": N_("No, to a question"), "NEXT": N_("Next package"), "WEIGHT": N_("Weigh the package"),
    "PRINT": N_("Print label and note again"), "SHORT": N_("This piece is missing"), "HOLD": N_("Pause"),
    "OPEN": N_("Carton opened, by piece"), "BATCH": N_("Many deliveries at once"),
    "PHOTO": N_("Photo of the package"), "SOUND": N_("Sounds off or on"), "HELP": N_("What can be done now"),
}  # fmt: skip
# How much the next scan counts: at once, or figure by figure; the figures are also those of a weight.
QUANTITIES = ("X2", "X5", "X10", "X20", "X50", "X100")
FIGURES = tuple(f"N{figure}" for figure in "1234567890")
POINT = "NP"


def meaning(command: str, language: str) -> str:
    """What a code says, in one language."""
    words = translator(language)
    if command in COMMAND_WORDS:
        return words(COMMAND_WORDS[command])
    if command == POINT:
        return words(N_("Point, in a weight"))
    if command in FIGURES:
        return words(N_("Figure {n}")).format(n=command[1:])
    return words(N_("The next scan counts {n}")).format(n=command[1:])


def command_labels(language: str = "zh_CN") -> tuple[dict[str, str], ...]:
    """Every command and count as a label of its own, for the templates of the kind `command`."""
    other = "en" if language.startswith("zh") else "zh_CN"
    return tuple(
        {"meaning": meaning(each, language), "other": meaning(each, other), "code": f"CMD-{each}"}
        for each in (*COMMAND_WORDS, *QUANTITIES, *FIGURES, POINT)
    )
