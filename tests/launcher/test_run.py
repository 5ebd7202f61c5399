"""`dev.py run` in a checkout of its own: starting, dying, stopping."""

import json
import os
import signal
import socket
import time

from config.launcher.system import is_alive
from tests.launcher.conftest import wait_for


def test_run_says_ready_with_address_and_logins_and_sigterm_stops_everything_in_order(checkout):
    process = checkout.start("run", "--port", str(checkout.port))

    said = []
    for line in process.stdout:
        said.append(line)
        if "status" in line:
            break

    text = "".join(said)
    assert f"READY http://localhost:{checkout.port}/" in text
    assert "4417" in text

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)

    assert process.returncode == 0
    assert checkout.left_behind() == []
    assert not checkout.state_file.exists()
    assert "database system is shut down" in (checkout.root / "var" / "log" / "postgres.log").read_text()


def test_status_explains_each_process_and_finds_all_well(running):
    code, said = running.ask("status")

    assert code == 0, said
    names = {line.split()[1] for line in said.splitlines() if line.startswith("well")}
    assert names >= {
        "postgres", "broker", "signer", "integrator", "mail_server", "sms_gateway", "sms_gateway_2", "web", "worker",
        "bulk_worker", "beat", "alert_engine",
    }  # fmt: skip
    # Paper waits for whoever records and whoever is called, with all that a worker has begotten.
    here = os.getpriority(os.PRIO_PROCESS, 0)
    standing_back = {name for name, pid in running.processes().items() if os.getpriority(os.PRIO_PGRP, pid) > here}
    assert standing_back == {"bulk_worker"}


def test_status_without_a_run_says_how_to_start(checkout):
    code, said = checkout.ask("status")

    assert code == 1
    assert "nothing runs in this checkout" in said
    assert "python3 dev.py run" in said


def test_a_second_run_in_the_same_checkout_is_refused_with_the_address(running):
    code, said = running.ask("run")

    assert code == 1
    assert f"runs already at http://localhost:{running.port}/" in said


def test_a_port_that_is_in_use_is_refused_before_anything_starts(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", checkout.port))
        taken.listen()

        code, said = checkout.ask("run", "--port", str(checkout.port))

    assert code == 1
    assert f"port {checkout.port} is in use by another program" in said
    assert f"--port {checkout.port + 1}" in said
    assert checkout.left_behind() == []


def test_what_is_killed_comes_back_and_a_killed_launcher_leaves_nothing_and_runs_again(checkout):
    process = checkout.run_to_ready()
    first = checkout.processes()
    grandchildren = [pid for pid in checkout.left_behind() if parent_of(pid) == first["worker"]]

    for name in ("worker", "postgres"):
        os.kill(first[name], signal.SIGKILL)

    second = wait_for(lambda: (now := checkout.processes())["worker"] not in (0, first["worker"]) and now)["worker"]
    assert is_alive(second)
    assert grandchildren
    assert not any(is_alive(pid) for pid in grandchildren)
    wait_for(lambda: checkout.processes()["postgres"] not in (0, first["postgres"]))
    code, said = wait_for(lambda: (answer := checkout.ask("manage", "whoami"))[0] == 0 and answer)
    assert "custody_app" in said
    code, said = checkout.ask("status")
    assert code == 1
    line = next(line for line in said.splitlines() if line.split()[1] == "worker")
    assert line.startswith("UNWELL")
    assert "SIGKILL" in line

    process.kill()
    process.communicate(timeout=30)

    wait_for(lambda: not checkout.left_behind(), seconds=20)
    assert checkout.state_file.exists()
    assert "broken off" in checkout.ask("status")[1]
    checkout.run_to_ready()
    assert checkout.ask("status")[0] == 0


def test_a_demo_left_alone_for_days_offers_a_fresh_one_and_fresh_forgets_the_old(checkout):
    process = checkout.run_to_ready()
    stamp = checkout.root / "var" / "run" / "demo.json"
    old_key = (checkout.root / "var" / "secrets" / "field_key").read_text()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    stamp.write_text(json.dumps({"loaded": time.time() - 4 * 86400}))

    process = checkout.start("run", "--port", str(checkout.port))
    offer = next(line for line in process.stdout if "run --fresh" in line)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    checkout.run_to_ready("--fresh")

    assert "python3 dev.py run --fresh" in offer
    assert json.loads(stamp.read_text())["loaded"] > time.time() - 60
    assert (checkout.root / "var" / "secrets" / "field_key").read_text() != old_key


def test_a_child_that_never_stays_up_breaks_the_start_off_with_its_log(checkout):
    (checkout.root / "gunicorn" / "__main__.py").write_text("raise SystemExit('the settings make no sense')")

    code, said = checkout.ask("run", "--port", str(checkout.port))

    assert code == 1
    assert "web ends again and again" in said
    assert "the settings make no sense" in said
    assert checkout.left_behind() == []


def test_manage_without_a_run_starts_the_services_for_the_call_and_stops_them(checkout):
    code, said = checkout.ask("manage", "whoami")

    assert code == 0, said
    assert said.startswith("postgresql://custody_app:")
    assert checkout.left_behind() == []


def test_secrets_are_readable_by_their_owner_only(running):
    folder = running.root / "var" / "secrets"

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def parent_of(pid: int) -> int:
    """The parent of a process; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return int(file.read().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0
