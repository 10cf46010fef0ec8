"""Sentences about the program itself: its database, backups, files and printers. Part of ui/texts.py."""

from resources.i18n import N_

PROGRAM_SENTENCES = {
    "backup_damaged": N_("The backup {file} is damaged ({reason}). Nothing was loaded; take an older one."),
    "bad_database_url": N_(
        "“{url}” is not a database address. Write sqlite:///PATH for a file, or postgresql://USER@SERVER/NAME."
    ),
    "company_required": N_("This database has no company yet: name it with --company."),
    "database_not_empty": N_(
        "The database already holds something ({table}). A backup is only loaded into an empty one."
    ),
    "database_on_network": N_(
        "{path} is on a network drive, where several PCs would damage it. Use a folder of this PC, or PostgreSQL."
    ),
    "database_refused": N_("The database server does not let this user in. Check the name and the password."),
    "database_synced": N_(
        "{path} is in {folder}, which a program copies to the internet while Packdesk writes; that damages a database. "
        "It was left as it is. Move the file to a folder of this PC alone; for backups that folder is a good second "
        "place."
    ),
    "database_too_new": N_(
        "The database is of version {found}, this program knows version {expected}. Update Packdesk on this PC."
    ),
    "demo_needs_empty": N_("The demonstration makes a company of its own; this database holds one already."),
    "driver_missing": N_("The driver for PostgreSQL is missing in this installation. Install Packdesk again."),
    "file_exists": N_("{file} is already there. Choose another name."),
    "file_not_read": N_("{file} can't be read: {reason}."),
    "file_not_written": N_("{file} can't be written: {reason}. Choose another place or free some space."),
    "folder_unavailable": N_("The folder {printer} can't be written to: {reason}. The paper waits."),
    "keeper_ended": N_(
        "The system ended the backup, or the check of the database, before it was done. Your data is as it was. Close "
        "other programs to free memory; it is tried again at the next start."
    ),
    "list_not_printed": N_(
        "The paper was not printed: {reason}. Try again, or choose another printer for lists in the settings."
    ),
    "no_printer": N_("No printer is chosen for this paper. Choose one in the settings; the paper waits."),
    "no_such_file": N_("There is no file {file}."),
    "not_a_backup": N_("{file} is not a backup of Packdesk."),
    "not_migrated": N_("The tables of this database are missing or old. Have its owner run: packdesk migrate."),
    "not_packed": N_("Delivery {number} has no such package yet. Pack it first."),
    "not_printable": N_("The paper of {number} can't be laid out ({reason}). Shorten its texts or check its numbers."),
    "not_released": N_("Delivery {number} has nothing to pick. Release it first."),
    "others_connected": N_("Packdesk is still open on {pcs}. Close it there, then try again."),
    "password_required": N_("A password is needed: set {variable}, or run this on a terminal."),
    "passwords_differ": N_("The two passwords differ. Please type it again."),
    "nothing_to_print": N_("There is nothing in this list to print. Clear its filters first."),
    "print_interrupted": N_(
        "The program ended while this was printing. Look whether it came out, else print it again."
    ),
    "printer_refused": N_("The printer {printer} did not take the paper: {reason}. It waits."),
    "printer_unknown": N_("There is no printer {printer} on this PC. The paper waits."),
    "printer_unreachable": N_("The printer {printer} can't be reached: {reason}. The paper waits until it is back."),
    "program_incomplete": N_("Parts of this installation are missing. Install Packdesk again."),
    "restore_failed": N_("The backup was not restored: {reason} The company you work with is as it was."),
    "spooler_missing": N_("Raw label printers need Windows, or CUPS elsewhere. Choose another way to print."),
    "too_many_rows": N_("An Excel sheet holds {most} rows. Narrow the list with a filter, or write a CSV file."),
    "too_many_to_print": N_(
        "{count} rows are too many for paper: at most {most}. Narrow the list, or export it with Ctrl+E."
    ),
    "unknown_ending": N_("{file} must end in .xlsx or .csv."),
    "unknown_filter": N_("There is no filter “{name}”. These exist: {names}."),
    "unknown_sort": N_("There is no sort “{name}”. These exist: {names}."),
}
