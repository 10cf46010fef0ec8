"""What leaves on paper: labels and documents as PDF, their 1-bit images, printer languages and ways to a printer.

Plain frozen dataclasses in, bytes out. Knows no model, no service and no window.
"""
