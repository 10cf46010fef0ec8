"""The one build step that pyproject.toml can't name: compiling the language catalogues into the package."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from resources.build_locale import LOCALE, build  # noqa: E402  (only importable with the project's folder in the path)


class BuildWithCatalogues(build_py):
    def run(self) -> None:
        super().run()
        target = LOCALE if self.editable_mode else Path(self.build_lib) / "resources" / "locale"
        build(LOCALE, target)


setup(cmdclass={"build_py": BuildWithCatalogues})
