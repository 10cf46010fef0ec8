"""The commands of the bench in words, for the printed sheet and the help on the screen."""

from resources.i18n import N_

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
