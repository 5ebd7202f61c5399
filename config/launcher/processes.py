"""Which processes Custody is made of, and what each is told.

One list: `run` starts them, docker-compose.yml repeats them, a test compares. A process gets its own database
role and nothing of the others'.
"""

import signal
from dataclasses import dataclass, field
from pathlib import Path

from config.launcher import keys, paths


@dataclass(frozen=True, kw_only=True)
class Process:
    """One long-lived process: what it is for, how it is started (after `python`), as which database role."""

    name: str
    explains: str
    command: tuple[str, ...]
    role: str = ""
    stop_signal: int = signal.SIGTERM
    orphan_signal: int = signal.SIGTERM
    patience: float = 10
    nice: int = 0
    """How far it stands back when others want the processor."""
    demo_only: bool = False


# In the order they are started; they are stopped in reverse.
PROCESSES = (
    Process(
        name="signer",
        explains="signs the log's checkpoints, with a memory of its own",
        command=("manage.py", "signer"),
        role="custody_signer",
    ),
    Process(
        name="integrator",
        explains="gives each recorded event its place in the log",
        command=("manage.py", "integrator"),
        role="custody_integrator",
    ),
    Process(
        name="mail_server",
        explains="receives the e-mail that Custody sends (demo; var/outbox/mail)",
        command=("-m", "config.local.mail_server", "--port", "{mail_port}", "--dir", "{var}/outbox/mail"),
        demo_only=True,
    ),
    Process(
        name="sms_gateway",
        explains="receives the SMS that Custody sends (demo; var/outbox/sms)",
        command=("-m", "config.local.sms_gateway", "--port", "{sms_port}", "--dir", "{var}/outbox/sms"),
        demo_only=True,
    ),
    Process(
        name="sms_gateway_2",
        explains="receives SMS when the first gateway does badly, and all of danger (demo; var/outbox/sms2)",
        command=(
            "-m", "config.local.sms_gateway", "--port", "{sms2_port}", "--dir", "{var}/outbox/sms2", "--name", "second",
        ),
        demo_only=True,
    ),
    Process(
        name="web",
        explains="serves the pages and the API",
        command=(
            "-m", "gunicorn", "config.wsgi", "--no-control-socket", "--bind", "{host}:{port}",
            "--workers", "2", "--threads", "4", "--worker-class", "gthread", "--graceful-timeout", "5",
        ),
        role="custody_app",
        orphan_signal=signal.SIGINT,
    ),
    Process(
        name="worker",
        explains="fires alerts and sends messages",
        # Two at once: a mail server that hangs keeps one busy, and the other fires.
        command=(
            "-m", "celery", "-A", "config.celery", "worker", "--hostname", "alerts@%h", "-Q", "alerts",
            "--concurrency", "2",
        ),
        role="custody_app",
        orphan_signal=signal.SIGQUIT,
        patience=20,
    ),
    Process(
        name="bulk_worker",
        explains="makes previews, verifies the ledger, replays scenarios: no alert waits behind them",
        command=(
            "-m", "celery", "-A", "config.celery", "worker", "--hostname", "bulk@%h", "-Q", "bulk",
            "--concurrency", "1",
        ),
        role="custody_app",
        orphan_signal=signal.SIGQUIT,
        patience=20,
        nice=10,
    ),
    Process(
        name="beat",
        explains="tells the workers when to look",
        command=("-m", "celery", "-A", "config.celery", "beat", "--schedule", "{var}/run/beat", "--pidfile="),
        role="custody_app",
    ),
    Process(
        name="alert_engine",
        explains="fires deadlines and sends messages also when worker or broker are down",
        command=("manage.py", "alert_engine"),
        role="custody_app",
    ),
)  # fmt: skip

# The phone and the mailbox of the house itself, where the hourly test message comes in: the local servers play them.
CANARY_PHONE, CANARY_EMAIL = "+32470000001", "canary@custody.invalid"

PREPARE = ("manage.py", "prepare")
LOAD_DEMO = ("manage.py", "load_demo")

# `dev.py manage CMD`: who a command is to the database, where it is not the application.
ROLE_OF_COMMAND = {
    "prepare": "custody_migrator",
    "migrate": "custody_migrator",
    "makemigrations": "custody_migrator",
    "sqlmigrate": "custody_migrator",
    "showmigrations": "custody_migrator",
    "integrator": "custody_integrator",
    "signer": "custody_signer",
}


@dataclass(frozen=True, kw_only=True)
class Instance:
    """The running (or about to run) installation of this checkout: its ports and its passwords."""

    port: int
    postgres_port: int
    broker_port: int
    mail_port: int
    sms_port: int
    sms2_port: int
    roles: dict[str, str] = field(repr=False)
    var: Path = paths.VAR
    secrets: Path = paths.SECRETS

    @property
    def base_url(self) -> str:
        """Where the pages are. Passkeys are bound to a name, so it is never 127.0.0.1."""
        return f"http://localhost:{self.port}/"

    def database_url(self, role: str) -> str:
        """The connection URL of one role to the database `custody`."""
        return f"postgresql://{role}:{self.roles[role]}@127.0.0.1:{self.postgres_port}/custody"

    def environment(self, role: str) -> dict[str, str]:
        """The CUSTODY_* variables of a process of this role; "" is a process without a database."""
        broker_password = keys.read_key("broker", self.secrets)
        told = {
            "CUSTODY_VAR_DIR": str(self.var),
            "CUSTODY_MEDIA_DIR": str(self.var / "media"),
            "CUSTODY_STATIC_DIR": str(self.var / "static"),
            "CUSTODY_LOG_VKEY_FILE": str(self.var / "log_vkey"),
            "CUSTODY_SECRET_KEY_FILE": str(self.secrets / "secret_key"),
            "CUSTODY_FIELD_KEY_FILE": str(self.secrets / "field_key"),
            "CUSTODY_BROKER_URL": f"redis://:{broker_password}@127.0.0.1:{self.broker_port}/0",
            "CUSTODY_BASE_URL": self.base_url,
            "CUSTODY_ALLOWED_HOSTS": "localhost,127.0.0.1",
            "CUSTODY_DEBUG": "0",
            "CUSTODY_DEMO": "1",
            "CUSTODY_LOG_FORM": "lines",
            "CUSTODY_STATIC_FROM_SOURCE": "1",
            "CUSTODY_SMTP_HOST": "127.0.0.1",
            "CUSTODY_SMTP_PORT": str(self.mail_port),
            "CUSTODY_SMS_URL": f"http://127.0.0.1:{self.sms_port}/cgi-bin/sendsms",
            "CUSTODY_SMS_USER": "custody",
            "CUSTODY_SMS_PASSWORD_FILE": str(self.secrets / "sms"),
            "CUSTODY_SMS2_URL": f"http://127.0.0.1:{self.sms2_port}/cgi-bin/sendsms",
            "CUSTODY_SMS2_USER": "custody",
            "CUSTODY_SMS2_PASSWORD_FILE": str(self.secrets / "sms"),
            "CUSTODY_SMS_INBOUND_SECRET_FILE": str(self.secrets / "sms_inbound"),
            "CUSTODY_CANARY_PHONE": CANARY_PHONE,
            "CUSTODY_CANARY_EMAIL": CANARY_EMAIL,
            "CUSTODY_CANARY_KEY_FILE": str(self.secrets / "canary"),
            "PYTHONUNBUFFERED": "1",
        }
        if role:
            told["CUSTODY_DATABASE_URL"] = self.database_url(role)
        if role == "custody_signer":
            told["CUSTODY_SIGNER_DIR"] = str(self.var / "signer")
        return told

    def arguments(self, command: tuple[str, ...]) -> list[str]:
        """A command of the list above with its ports and folders filled in."""
        known = {
            "host": "127.0.0.1",
            "port": self.port,
            "var": self.var,
            "mail_port": self.mail_port,
            "sms_port": self.sms_port,
            "sms2_port": self.sms2_port,
        }
        return [word.format_map(known) for word in command]
