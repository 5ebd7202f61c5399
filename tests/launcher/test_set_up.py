"""Installing: what is recognised as done, as half done, and as not what was reviewed."""

import hashlib
import json
import os
import socket
from types import SimpleNamespace

import pytest

from config.launcher import browser, environment, keys, main, paths, run, system, vendor
from config.launcher.processes import PROCESSES, Instance
from config.launcher.words import LauncherError


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A checkout without an environment, whose installer only notes what it was asked for."""
    (tmp_path / "requirements").mkdir()
    for name in ("base", "dev", "test", "uv"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(paths, "REQUIREMENTS", tmp_path / "requirements")
    asked = []
    monkeypatch.setattr(environment, "_install", lambda lock: asked.append(lock.stem))
    # The interpreter of these tests may itself have been made without pip.
    monkeypatch.setattr(environment, "_system_pip", lambda: (23, 0))
    return SimpleNamespace(root=tmp_path, venv=tmp_path / ".venv", asked=asked)


def test_a_second_start_installs_nothing(empty):
    environment.ensure_environment("dev")
    environment.ensure_environment("dev")

    assert empty.asked == ["dev"]


def test_the_environment_of_the_tests_also_serves_run(empty):
    environment.ensure_environment("test")
    environment.ensure_environment("dev")

    assert empty.asked == ["test"]


def test_a_changed_lock_is_installed(empty):
    environment.ensure_environment("dev")
    (empty.root / "requirements" / "dev.txt").write_text("dev==2\n")

    environment.ensure_environment("dev")

    assert empty.asked == ["dev", "dev"]


def test_an_installation_that_was_broken_off_is_made_anew_from_nothing(empty, monkeypatch):
    def break_off(_lock):
        (empty.venv / "half-a-package").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "_install", break_off)
    with pytest.raises(KeyboardInterrupt):
        environment.ensure_environment("dev")
    monkeypatch.setattr(environment, "_install", lambda lock: empty.asked.append(lock.stem))

    environment.ensure_environment("dev")

    assert empty.asked == ["dev"]
    assert not (empty.venv / "half-a-package").exists()


def test_too_little_room_on_the_disk_is_said_before_anything_is_installed(empty, monkeypatch):
    monkeypatch.setattr(system.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=20_000_000))

    with pytest.raises(LauncherError, match=r"needs about 900 MB, but the disk of .* has only 20 MB left"):
        environment.ensure_environment("dev")

    assert empty.asked == []


def test_a_full_disk_becomes_one_sentence(monkeypatch, capsys):
    def full(_options):
        raise OSError(28, "No space left on device", "var/log/web.log")

    monkeypatch.setattr(main, "status", lambda: full(None))

    assert main.main(["status"]) == 1
    assert "the disk is full (var/log/web.log)" in capsys.readouterr().err


def test_a_folder_of_somebody_else_becomes_one_sentence(monkeypatch, capsys):
    def closed(_options):
        raise PermissionError(13, "Permission denied", "/srv/custody/var")

    monkeypatch.setattr(main, "status", lambda: closed(None))

    assert main.main(["status"]) == 1
    assert "/srv/custody/var may not be written by this user" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "-1", "70000"])
def test_a_number_that_is_no_port_is_refused(port, capsys):
    with pytest.raises(SystemExit):
        main.main(["run", f"--port={port}"])

    assert f"{port} is no port: it lies between 1 and 65535" in capsys.readouterr().err


@pytest.fixture
def cut_off(tmp_path, monkeypatch):
    """A checkout whose pip reaches nothing."""
    monkeypatch.setattr(environment, "_pip", lambda *_words: ["sh", "-c", "echo pip is cut off >&2; exit 1"])
    monkeypatch.setattr(paths, "VENV", tmp_path)
    monkeypatch.setattr(paths, "VAR", tmp_path / "var")
    monkeypatch.setattr(environment.shutil, "which", lambda _name: None)
    return tmp_path


def keep_uv(cut_off, script):
    """Lay a uv where an earlier set-up keeps it."""
    name = hashlib.sha256((paths.REQUIREMENTS / "uv.txt").read_bytes()).hexdigest()[:12]
    uv = cut_off / "var" / "tools" / f"uv-{name}"
    uv.parent.mkdir(parents=True)
    uv.write_text(f"#!/bin/sh\n{script}\n")
    uv.chmod(0o755)


def test_no_way_to_an_index_is_said_with_what_pip_said(cut_off):
    with pytest.raises(LauncherError, match=r"way to a Python package index, or a full cache") as said:
        environment._install(cut_off / "dev.txt")

    assert "pip is cut off" in str(said.value)


def test_no_way_to_an_index_and_an_empty_cache_is_said_with_what_each_installer_said(cut_off):
    keep_uv(cut_off, "echo uv is cut off >&2; exit 1")

    with pytest.raises(LauncherError) as said:
        environment._install(cut_off / "dev.txt")

    assert str(said.value).count("uv is cut off") == 2
    assert "pip is cut off" in str(said.value)


def test_without_a_network_a_full_cache_is_enough(cut_off):
    keep_uv(cut_off, f'echo "$@" >> {cut_off}/calls; case "$*" in *--offline*) exit 0;; esac; exit 1')

    environment._install(cut_off / "dev.txt")

    assert (cut_off / "calls").read_text().splitlines()[-1].endswith("--offline")


def test_a_vendor_file_that_is_not_the_reviewed_one_is_refused(tmp_path, monkeypatch):
    package = tmp_path / "node_modules" / "thing"
    package.mkdir(parents=True)
    (package / "thing.css").write_text("body { background: url(//elsewhere) }")
    listing = tmp_path / "vendor.json"
    one = {
        "name": "thing",
        "package": "thing",
        "version": "1",
        "licence": "MIT",
        "files": {"thing.css": "0" * 64},
    }
    listing.write_text(json.dumps({"packages": [one]}))
    monkeypatch.setattr(vendor, "LIST", listing)
    monkeypatch.setattr(paths, "NODE_MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(paths, "VENDOR", tmp_path / "var" / "vendor")

    with pytest.raises(LauncherError, match=r"thing/thing\.css is not the file that was reviewed"):
        vendor._copy_listed()

    assert not (tmp_path / "var" / "vendor").exists()


def test_every_vendor_file_carries_package_version_licence_and_hash():
    manifest = json.loads((paths.VENDOR / "manifest.json").read_text())

    assert len(manifest) > 100
    for entry in manifest:
        assert (paths.VENDOR / entry["path"]).is_file()
        assert entry["version"]
        assert entry["licence"] in {"MIT", "ISC", "OFL-1.1"}
        assert len(entry["sha256"]) == 64


def test_locks_name_no_host_and_carry_hashes():
    for lock in [*paths.REQUIREMENTS.glob("*.txt"), paths.ROOT / "package-lock.json"]:
        text = lock.read_text()
        assert "resolved" not in text
        assert "--index-url" not in text
        assert text.count("sha256:" if lock.suffix == ".txt" else "sha512-") > 0


def test_the_browser_of_the_machine_can_be_chosen(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")

    assert browser.ensure_browser() == {"CHROMIUM_PATH": "/opt/chromium"}


def test_a_taken_default_port_gives_way_to_the_next_free_one(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(run, "DEFAULT_PORT", taken.getsockname()[1])

        assert run.choose_port(None) > run.DEFAULT_PORT


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("name", run.WORKERS)
def test_the_workers_make_do_without_shared_memory(name, shared, tmp_path, monkeypatch):
    keys.ensure_keys(tmp_path)
    instance = Instance(
        port=1,
        postgres_port=2,
        broker_port=3,
        mail_port=4,
        sms_port=5,
        sms2_port=6,
        secrets=tmp_path,
        roles=dict.fromkeys(keys.ROLES, "x"),
    )
    worker = next(process for process in PROCESSES if process.name == name)
    monkeypatch.setattr(run, "shared_memory_works", lambda: shared)

    command = run._spec(worker, instance).command

    assert (command[-2:] == ["--pool", "solo"]) is not shared


def test_two_launchers_do_not_set_up_at_the_same_time(tmp_path):
    with system.locked(tmp_path / "lock"), system.locked(tmp_path / "lock", wait=False) as second:
        assert second is False

    with system.locked(tmp_path / "lock", wait=False) as third:
        assert third is True


def test_an_old_python_gets_a_sentence(tmp_path):
    source = (paths.ROOT / "dev.py").read_text()
    old = tmp_path / "dev.py"
    old.write_text(source.replace("sys.version_info < (3, 11)", "(3, 9) < (3, 11)"))

    with os.popen(f"{paths.venv_python()} {old} run 2>&1") as pipe:
        said = pipe.read()

    assert "Custody needs Python 3.11 or newer" in said
    assert "Traceback" not in said
