"""What customers send back, from the announcement to the credit."""
