"""Our ZPL as another program draws it (zpl-renderer-js, in Node): the same dots, and every code reads."""

import json
import subprocess
from pathlib import Path
from shutil import which

import pytest
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

from printing import jobs, raster
from printing.label_printer import PrinterKind
from tests.printing import samples
from tests.printing.samples import render_label

ROOT = Path(__file__).parents[2]
PACKAGE, VERSION, KEPT = "zpl-renderer-js", "3.4.0", ROOT / ".cache" / "node"
# Dots per millimetre as this renderer counts them.
BLACK = [0] * 128 + [255] * 128
CASES = (("z64", 203, 8), ("acs", 203, 8), ("hex", 300, 12))


@pytest.fixture(scope="module")
def renderer() -> Path:
    """The package's file; it is fetched once into .cache, and without Node or a network this test can't be."""
    module = KEPT / "node_modules" / PACKAGE / "dist" / "index.esm.js"
    if not which("node"):
        pytest.skip("Node is not installed here")
    if not module.exists():
        if not which("npm"):
            pytest.skip("npm is not installed here")
        KEPT.mkdir(parents=True, exist_ok=True)
        wanted = f"{PACKAGE}@{VERSION}"
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(KEPT), wanted]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=60)
        except (OSError, subprocess.SubprocessError) as error:
            pytest.skip(f"{PACKAGE} can't be had: {error}")
    return module


def test_another_program_draws_our_zpl_dot_for_dot(renderer: Path, tmp_path: Path) -> None:
    label, told = samples.shipping(), []
    papers = {dpi: render_label(label, dpi) for dpi in (203, 300)}
    for encoding, dpi, dots in CASES:
        job = tmp_path / f"{encoding}.zpl"
        job.write_bytes(jobs.job(papers[dpi], PrinterKind("zpl", dpi, encoding)))
        told.append({"job": str(job), "width": 100, "height": 150, "dots": dots, "out": str(job.with_suffix(".png"))})
    (tmp_path / "list.json").write_text(json.dumps(told))
    script = Path(__file__).with_name("render_zpl.mjs")
    # A test worker has a limit of address space, which WebAssembly takes more of than it uses.
    command = ["sh", "-c", 'ulimit -S -v unlimited && exec node "$@"', "node"]
    command += [str(script), renderer.as_uri(), str(tmp_path / "list.json")]
    subprocess.run(command, check=True, timeout=60)
    for encoding, dpi, _dots in CASES:
        drawn = Image.open(tmp_path / f"{encoding}.png").convert("L")
        ours = samples.image(raster.bitmap(papers[dpi], 0, dpi))
        if drawn.size == ours.size:  # at 300 dpi it counts 12 dots a millimetre, and puts ours into its middle
            assert drawn.point(BLACK).tobytes() == ours.point(BLACK).tobytes(), encoding
        else:
            assert dpi == 300
        for codes in ({each.text for each in zxingcpp.read_barcodes(drawn)},
                      {each.data.decode() for each in pyzbar.decode(drawn)}):  # fmt: skip
            assert {label.tracking, label.package} <= codes, encoding
