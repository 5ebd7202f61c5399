"""The embedded servers: what survives a pulled plug, what is refused, what is made anew."""

import os
import socket
import subprocess

import psycopg2
import pytest
import redis

from config.launcher import paths, system
from config.launcher.broker import EmbeddedBroker, redis_binary, valkey_binary
from config.launcher.postgres import EmbeddedPostgres, scratch_cluster
from config.launcher.system import free_port
from config.launcher.words import LauncherError


@pytest.fixture(scope="module")
def cluster():
    with scratch_cluster(durable=True) as running:
        yield running


def ask(cluster, statement):
    connection = psycopg2.connect(cluster.url())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        answer = cursor.fetchone()[0] if cursor.description else None
    connection.close()
    return answer


def test_what_was_committed_survives_a_pulled_plug(cluster):
    ask(cluster, "CREATE TABLE kept AS SELECT 4417 AS badge")

    cluster.kill()
    cluster.start()

    assert ask(cluster, "SELECT badge FROM kept") == 4417


def test_a_durable_server_flushes_and_the_ordinary_test_server_does_not(cluster):
    assert ask(cluster, "SHOW fsync") == "on"
    assert ask(cluster, "SHOW synchronous_commit") == "on"
    assert "--fsync=off" in EmbeddedPostgres(data_dir=cluster.data_dir, port=1, durable=False).command()


def test_text_sorts_by_code_point_and_times_are_utc(cluster):
    assert ask(cluster, "SELECT string_agg(t, '' ORDER BY t) FROM unnest(ARRAY['a', 'B', 'é']) t") == "Baé"
    assert ask(cluster, "SHOW timezone") == "UTC"


def test_a_wrong_password_is_refused(cluster):
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(cluster.url(password="guessed"))


def test_a_database_is_created_once(cluster):
    cluster.ensure_database("twice")
    cluster.ensure_database("twice")

    assert ask(cluster, "SELECT count(*) FROM pg_database WHERE datname = 'twice'") == 1


def test_a_pid_file_whose_number_belongs_to_another_program_does_not_stop_the_start(cluster):
    cluster.stop()
    (cluster.data_dir / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data_dir}\n1\n5432\n\n\n\n")

    cluster.start()

    assert ask(cluster, "SELECT 1") == 1


def test_a_server_that_an_earlier_launcher_left_behind_is_stopped_first(cluster):
    other = EmbeddedPostgres(data_dir=cluster.data_dir, port=free_port(), durable=True)

    other.start()

    answer = ask(other, "SELECT 1")
    other.stop()
    cluster.stop()
    cluster.start()
    assert answer == 1


def test_data_of_another_major_version_is_refused_and_left_alone():
    with scratch_cluster(durable=False) as old:
        old.stop()
        (old.data_dir / "PG_VERSION").write_text("17\n")

        with pytest.raises(LauncherError, match="made by PostgreSQL 17"):
            old.prepare()

        assert (old.data_dir / "base").is_dir()


def test_data_whose_password_was_lost_is_made_anew():
    with scratch_cluster(durable=False) as cluster:
        ask(cluster, "CREATE TABLE gone ()")
        cluster.stop()
        cluster.password_file.unlink()

        cluster.start()

        assert ask(cluster, "SELECT to_regclass('gone')") is None


def test_a_scratch_cluster_leaves_nothing_behind():
    with scratch_cluster(durable=False) as cluster:
        folder = cluster.data_dir.parent
        name = cluster.data_dir.name

    assert not [file for file in folder.iterdir() if file.name.startswith(name)]


def test_both_brokers_ask_for_the_password_and_show_it_to_nobody(tmp_path):
    binaries = [binary for binary in (valkey_binary(), redis_binary()) if binary]
    for binary in binaries:
        broker = EmbeddedBroker(binary=binary, port=free_port(), password="p4ss-of-the-test", log_file=tmp_path / "log")
        broker.start()
        try:
            client = redis.Redis.from_url(broker.url)
            assert client.ping()
            client.close()
            shown = subprocess.run(["cat", *proc_files("cmdline")], capture_output=True, check=False).stdout
            assert b"p4ss-of-the-test" not in shown
            with socket.create_connection(("127.0.0.1", broker.port)) as connection:
                connection.sendall(b"PING\r\n")
                assert connection.recv(100).startswith(b"-NOAUTH")
        finally:
            broker.stop()


def proc_files(name):
    """That file of every process."""
    return [f"/proc/{pid}/{name}" for pid in os.listdir("/proc") if pid.isdigit()]


def test_the_environment_holds_no_second_postgresql_driver():
    assert not (paths.site_packages() / "psycopg").exists()
    locks = [lock.read_text() for lock in paths.REQUIREMENTS.glob("*.txt")]
    assert len(locks) >= 5
    assert not any(line.startswith("psycopg==") for lock in locks for line in lock.splitlines())


def test_no_port_is_told_twice(monkeypatch):
    monkeypatch.setattr(system, "SERVER_PORTS", [24_001, 24_002])
    monkeypatch.setattr(system, "_told", {24_001})
    monkeypatch.setattr(system.socket.socket, "bind", lambda *_: None)

    assert system.free_port() == 24_002
    with pytest.raises(LauncherError, match="no port"):
        system.free_port()
