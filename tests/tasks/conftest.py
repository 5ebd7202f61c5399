"""The real processes of the house on a database of the test: engines, broker, and the servers at the other end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from config.launcher.broker import EmbeddedBroker, valkey_binary
from config.launcher.system import die_with_parent, free_port, shared_memory_works
from tests import environment

PATIENCE = 90


def wait_for(look, *, seconds=PATIENCE, what):
    """Return what ``look`` finds as soon as it finds something; fail when it does not in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come within {seconds} s")


class Stack:
    """Starts processes with the environment that the launcher gives them, and ends those it started."""

    def __init__(self, *, database, var, mail_port=None, sms_port=None):
        self.var, self.running, self.logs = var, {}, {}
        self.outbox = var / "outbox"
        self.mail_port, self.sms_port, self.web_port = mail_port or free_port(), sms_port or free_port(), free_port()
        self.broker = EmbeddedBroker(
            binary=valkey_binary(), port=free_port(), password="of-the-test", log_file=var / "broker.log"
        )
        self.told = (
            os.environ
            | environment.application_environment(database=database, var=var)
            | {
                "CUSTODY_SMTP_HOST": "127.0.0.1",
                "CUSTODY_SMTP_PORT": str(self.mail_port),
                "CUSTODY_SMS_URL": f"http://127.0.0.1:{self.sms_port}/cgi-bin/sendsms",
                "CUSTODY_SMS_USER": "custody",
                "CUSTODY_SMS_PASSWORD": "of the test",
                "CUSTODY_BROKER_URL": self.broker.url,
                "CUSTODY_BASE_URL": f"http://localhost:{self.web_port}/",
                "CUSTODY_LOG_LEVEL": "INFO",
                "PYTHONUNBUFFERED": "1",
            }
        )

    def start(self, name, *command):
        self.logs[name] = self.var / f"{name}.log"
        with self.logs[name].open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *command], cwd=environment.ROOT, env=self.told, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=die_with_parent(signal.SIGKILL),
            )  # fmt: skip
        return self.running[name]

    def servers(self):
        """Start the mail server and the gateway and wait until they take messages."""
        self.start("mail", "-m", "config.local.mail_server", "--port", str(self.mail_port), "--dir",
                   str(self.outbox / "mail"))  # fmt: skip
        self.start("sms", "-m", "config.local.sms_gateway", "--port", str(self.sms_port), "--dir",
                   str(self.outbox / "sms"))  # fmt: skip
        for name in ("mail", "sms"):
            wait_for(lambda name=name: "ready on 127.0.0.1" in self.log(name), what=f"the {name} server")

    def engine(self):
        """Start the engine that needs no broker."""
        self.start("engine", "manage.py", "alert_engine")

    def celery(self):
        """Start the broker, a worker and the beat."""
        self.broker.start()
        pool = [] if shared_memory_works() else ["--pool", "solo"]  # as the launcher does
        self.start("worker", "-m", "celery", "-A", "config.celery", "worker", "-Q", "alerts,bulk", "--concurrency", "1",
                   "--loglevel", "WARNING", *pool)  # fmt: skip
        self.start("beat", "-m", "celery", "-A", "config.celery", "beat", "--schedule", str(self.var / "beat"),
                   "--pidfile=")  # fmt: skip

    def web(self):
        """Start the pages and wait until they answer."""
        bound = f"127.0.0.1:{self.web_port}"
        self.start("web", "-m", "gunicorn", "config.wsgi", "--no-control-socket", "--bind", bound, "--workers", "1",
                   "--threads", "2", "--worker-class", "gthread")  # fmt: skip
        wait_for(lambda: "Listening at" in self.log("web"), what="the web process")

    def log(self, name):
        return self.logs[name].read_text(encoding="utf-8") if self.logs[name].exists() else ""

    def mails(self):
        return sorted((self.outbox / "mail").glob("*.eml"))

    def texts(self):
        return sorted((self.outbox / "sms").glob("*.json"))

    def stop(self, name, *, how=signal.SIGTERM, patience=15):
        """End one process and return its exit code."""
        process = self.running.pop(name)
        process.send_signal(how)
        return process.wait(patience)

    def close(self):
        for process in self.running.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.broker.stop()


@pytest.fixture
def stack(house, tmp_path):
    made = Stack(database=house, var=tmp_path)
    try:
        yield made
    finally:
        made.close()
