"""Windows of the office on a real database."""

from tests.ui.approval.office import office, office_template

__all__ = ["office", "office_template"]
