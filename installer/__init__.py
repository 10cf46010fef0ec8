"""The Windows installer: `make windows` and `make test-windows` on Debian, `pyinstaller build.spec` on Windows."""
