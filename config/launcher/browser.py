"""The tests' browser: a headless Chromium that lies inside an npm package, unpacked to var/chromium.

Its shared libraries and fonts come along; both must be named to the browser process only, because the
libraries do not suit other programs.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import tarfile
from pathlib import Path

from config.launcher import paths
from config.launcher.vendor import node
from config.launcher.words import LauncherError, say

PACKAGE = "@sparticuz/chromium"

_UNPACK = """
const fs = require("fs"), zlib = require("zlib");
const [source, target] = process.argv.slice(1);
fs.writeFileSync(target, zlib.brotliDecompressSync(fs.readFileSync(source)));
"""

_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def ensure_browser() -> dict[str, str]:
    """Unpack the browser unless it is there; return the variables that tell the tests how to start it.

    CHROMIUM overrides the choice with a browser of the machine. Raises LauncherError when there is none.
    """
    chosen = os.environ.get("CHROMIUM") or ("" if platform.machine() == "x86_64" else _of_the_machine())
    if chosen:
        return {"CHROMIUM_PATH": chosen}
    package = paths.NODE_MODULES / PACKAGE / "bin"
    stamp = paths.BROWSER / ".stamp"
    wanted = hashlib.sha256((paths.ROOT / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        say("unpacking the browser of the tests")
        _unpack(package)
        stamp.write_text(wanted)
    return {
        "CHROMIUM_PATH": str(paths.BROWSER / "chromium"),
        "CHROMIUM_LD_LIBRARY_PATH": str(paths.BROWSER / "al2023" / "lib"),
        "FONTCONFIG_FILE": str(paths.BROWSER / "fonts.conf"),
    }


def _of_the_machine() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise LauncherError(
        "no browser for this kind of machine comes with npm: install chromium, or set CHROMIUM to its path"
    )


def _unpack(package: Path) -> None:
    shutil.rmtree(paths.BROWSER, ignore_errors=True)
    paths.BROWSER.mkdir(parents=True)
    _brotli(package / "chromium.br", paths.BROWSER / "chromium")
    (paths.BROWSER / "chromium").chmod(0o755)
    for name, inside in (("al2023", "al2023"), ("swiftshader", "."), ("fonts", ".")):
        archive = paths.BROWSER / f"{name}.tar"
        _brotli(package / f"{name}.tar.br", archive)
        with tarfile.open(archive) as tar:
            if hasattr(tarfile, "data_filter"):
                tar.extractall(paths.BROWSER / inside, filter="data")
            else:  # Python before 3.11.4; the archive's hash was checked by npm
                tar.extractall(paths.BROWSER / inside)  # noqa: S202
        archive.unlink()
    conf = _FONTS_CONF.format(fonts=paths.BROWSER / "fonts", cache=paths.BROWSER / "font-cache")
    (paths.BROWSER / "fonts.conf").write_text(conf, encoding="utf-8")


def _brotli(source: Path, target: Path) -> None:
    subprocess.run([str(node()), "-e", _UNPACK, str(source), str(target)], check=True)
