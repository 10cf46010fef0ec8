"""The sample company: a story of a small shop's life, made through use cases, and moved to today when it is opened."""

from services.sample.build import PASSWORD, build
from services.sample.shift import shift
from services.sample.story import LEAVES

__all__ = ["LEAVES", "PASSWORD", "build", "shift"]
