"""The demonstration: the main way through the real windows without a person, leaving papers, pictures and figures."""
