"""The sample company: a story of a small shop's life, made through use cases, and moved to today when it is opened."""
