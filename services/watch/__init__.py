"""Warnings: rules that somebody must answer for when they hold, one open incident per rule and subject."""
