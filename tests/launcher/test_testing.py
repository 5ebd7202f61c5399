"""Where the databases of a test run lie, and what its processes are told."""

import os
from pathlib import Path

import pytest

from config.launcher import paths, system, testing


@pytest.fixture
def memory(tmp_path, monkeypatch):
    """Give the test a folder in the place of the machine's memory, with plenty of room; return it."""
    monkeypatch.setattr(testing, "MEMORY", tmp_path)
    monkeypatch.setattr(testing, "has_room_in_memory", lambda *, megabytes: True)
    return tmp_path


def test_what_need_not_survive_lies_in_memory(memory):
    folder = testing._data_dir(1, durable=False)

    assert folder.name == "1"
    assert folder.parent.parent == memory
    assert folder != testing._data_dir(2, durable=False)


def test_what_must_survive_lies_on_the_disk(memory):
    assert testing._data_dir(1, durable=True) == paths.server_data("test-postgres") / "1"


def test_without_room_everything_lies_on_the_disk(memory, monkeypatch):
    monkeypatch.setattr(testing, "has_room_in_memory", lambda *, megabytes: False)

    assert testing._data_dir(1, durable=False) == paths.server_data("test-postgres") / "1"


def test_a_folder_that_somebody_else_made_is_not_used(memory, monkeypatch):
    folder = testing._data_dir(1, durable=False).parent
    folder.mkdir()
    assert testing._data_dir(1, durable=False).parent == folder

    seen = Path.stat

    def of_somebody_else(path, **more):
        found = seen(path, **more)
        return os.stat_result((*found[:4], found.st_uid + 1, *found[5:])) if path == folder else found

    monkeypatch.setattr(Path, "stat", of_somebody_else)

    assert testing._data_dir(1, durable=False) == paths.server_data("test-postgres") / "1"


def test_what_python_compiles_is_kept_also_where_the_shell_forbids_it(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    assert "PYTHONDONTWRITEBYTECODE" not in testing.environment()


def test_room_in_memory_is_counted_twice(monkeypatch, tmp_path):
    monkeypatch.setattr(system, "MEMORY", tmp_path)

    assert not system.has_room_in_memory(megabytes=10**9)
    monkeypatch.setattr(system, "MEMORY", tmp_path / "nowhere")
    assert not system.has_room_in_memory(megabytes=1)
