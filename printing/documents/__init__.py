"""Documents, each a pure function from its values to a PDF."""
