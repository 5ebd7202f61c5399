"""docker-compose.yml and Dockerfile, read as data: no engine runs here, so reading is how they are judged."""

import base64
import json
import re

import pytest
import yaml

from config import compose_secrets
from config.launcher import paths
from config.launcher.postgres import INITDB_LOCALE
from config.launcher.processes import LOAD_DEMO, PREPARE, PROCESSES

COMPOSE = yaml.safe_load((paths.ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (paths.ROOT / "Dockerfile").read_text()
JOBS = {"make_secrets", "prepare", "prepare_demo", "load_demo"}
ROLE_OF_FOLDER = compose_secrets.ROLE_OF_FOLDER


def folder_of(name):
    """Which folder of secrets a service sees; "" for none."""
    mounts = [mount for mount in SERVICES[name].get("volumes", []) if mount.endswith(":/run/custody:ro")]
    return mounts[0].split("}_")[1].split(":")[0] if mounts else ""


def test_every_process_of_the_launcher_is_a_service_with_the_same_command():
    known = {"host": "0.0.0.0", "port": 8000, "var": "/var/lib/custody", "mail_port": 1025, "sms_port": 13013,
             "sms2_port": 13014}

    for process in PROCESSES:
        expected = ["python", *(word.format_map(known) for word in process.command)]
        found = list(SERVICES[process.name]["command"])
        if process.demo_only:  # in a container others must reach it
            expected[3:3] = ["--host", "0.0.0.0"]

        assert found == expected, process.name


def test_nothing_runs_in_compose_that_the_launcher_does_not_run():
    assert set(SERVICES) - JOBS - {"postgres", "redis"} == {process.name for process in PROCESSES}


def test_the_jobs_use_the_launchers_commands():
    assert SERVICES["prepare"]["command"] == ["python", *PREPARE]
    assert SERVICES["prepare_demo"]["command"] == ["python", *PREPARE, "--kind", "demo"]
    assert " ".join(["python", *LOAD_DEMO]) in SERVICES["load_demo"]["command"][2]


def test_each_process_has_the_database_role_the_launcher_gives_it():
    for process in PROCESSES:
        if process.role:
            assert ROLE_OF_FOLDER[folder_of(process.name)] == process.role, process.name


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_runs_as_somebody_who_is_not_root_and_without_capabilities(name):
    service = SERVICES[name]

    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")


@pytest.mark.parametrize("name", sorted(set(SERVICES) - JOBS))
def test_a_service_that_stays_up_has_a_health_check_and_comes_back(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_an_image_is_pinned_to_a_version(name):
    image = re.sub(r"\$\{CUSTODY_VERSION:-([^}]+)\}", r"\1", SERVICES[name]["image"])

    assert re.search(r":\d+\.\d+(\.\d+)?$", image), image


def test_production_runs_postgresql_18_and_redis_8():
    assert SERVICES["postgres"]["image"].startswith("postgres:18.")
    assert SERVICES["redis"]["image"].startswith("redis:8.")


def test_the_image_is_built_from_pinned_bases_and_hashed_requirements_and_runs_as_nobody_special():
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)

    assert all(base in {"base"} or re.search(r":\d+\.\d+", base) for base in bases)
    assert all("--require-hashes" in line for line in DOCKERFILE.splitlines() if "pip install" in line)
    assert users[-1] == "10001:10001"
    assert (paths.ROOT / "requirements.txt").read_text() == (paths.REQUIREMENTS / "base.txt").read_text()


def test_the_key_that_lets_the_settings_load_while_building_opens_nothing():
    key = re.search(r"CUSTODY_FIELD_KEY=(\S+)", DOCKERFILE)[1]

    assert base64.b64decode(key) == bytes(32)


def test_no_secret_stands_in_the_file():
    secret = re.compile(r"(PASSWORD|SECRET|KEY|DATABASE_URL|BROKER_URL)$")

    for name, service in SERVICES.items():
        environment = service.get("environment", {})
        assert not [variable for variable in environment if secret.search(variable)], name
        for variable, value in environment.items():
            if variable.endswith("_FILE") and "VKEY" not in variable:
                assert value.startswith("/run/custody/"), (name, variable)


def test_the_owner_of_the_tables_is_seen_by_prepare_alone():
    seers = {name for name in SERVICES if folder_of(name) == "prepare"}

    assert seers == {"prepare", "prepare_demo"}
    assert {name for name in SERVICES if folder_of(name) == "signer"} == {"signer"}
    assert not any(
        "custody-signer" in mount
        for name in SERVICES
        if name != "signer"
        for mount in SERVICES[name].get("volumes", [])
    )


def test_every_file_a_service_names_is_made_for_it(tmp_path):
    compose_secrets.make_secrets(tmp_path)

    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if variable.endswith("_FILE") and value.startswith("/run/custody/"):
                file = tmp_path / folder_of(name) / value.removeprefix("/run/custody/")
                assert file.is_file(), (name, variable)


def test_secrets_are_drawn_once_and_agree_with_each_other(tmp_path):
    compose_secrets.make_secrets(tmp_path)
    before = {file: file.read_text() for file in tmp_path.rglob("*") if file.is_file()}

    again = compose_secrets.make_secrets(tmp_path)

    assert again == []
    roles = json.loads((tmp_path / "prepare" / "roles.json").read_text())
    for folder, role in ROLE_OF_FOLDER.items():
        assert f"//{role}:{roles[role]}@postgres:" in before[tmp_path / folder / "database_url"]
        assert len(base64.b64decode(before[tmp_path / folder / "field_key"])) == 32
    broker = (tmp_path / "broker" / "password").read_text().strip()
    assert f"requirepass {broker}\n" in before[tmp_path / "broker" / "redis.conf"]
    assert f":{broker}@" in before[tmp_path / "app" / "broker_url"]
    assert broker not in before[tmp_path / "signer" / "broker_url"]


def test_a_half_made_folder_of_secrets_is_completed_with_what_is_there(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "password").write_text("chosen-by-hand\n")

    compose_secrets.make_secrets(tmp_path)

    assert "postgres:chosen-by-hand@" in (tmp_path / "prepare" / "superuser_database_url").read_text()


def test_the_database_sorts_as_the_embedded_one_and_keeps_its_data_where_version_18_looks():
    postgres = SERVICES["postgres"]

    assert postgres["environment"]["POSTGRES_INITDB_ARGS"].split() == list(INITDB_LOCALE)
    assert "postgres:/var/lib/postgresql" in postgres["volumes"]


def test_only_the_web_is_published_and_only_on_loopback_unless_told():
    assert {name for name in SERVICES if "ports" in SERVICES[name]} == {"web"}
    assert SERVICES["web"]["ports"] == ["${CUSTODY_BIND:-127.0.0.1}:8000:8000"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == ["inside"]


def test_the_demo_profile_alone_starts_mail_catcher_gateway_and_demo_data():
    in_profile = {name for name, service in SERVICES.items() if "demo" in service.get("profiles", [])}

    assert in_profile == {"make_secrets", "prepare_demo", "load_demo", "mail_server", "sms_gateway", "sms_gateway_2"}
    for name in set(SERVICES) - in_profile:  # without the profile nothing may wait for what is not there
        for other, condition in SERVICES[name].get("depends_on", {}).items():
            assert other not in in_profile or condition.get("required") is False, (name, other)
