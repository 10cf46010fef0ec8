"""What the windows share. Each module says at its top how it is used.

- window, header, list_pane, filter_bar, paged_table, totals, empty: a window around a list
- panel, bars, stepper, cards, labels, buttons: what stands beside and in it
- dialog, forms, fields, parsing: asking for something
- toast, palette, key_overview, rail, bug_window: what the main window owns
- jobs, source, paged_model, painters, table_delegate, table_header, copy_rows: how lists of any length are shown
- formats, states, check, grab: how values, states and pictures are made
"""
