"""Makes the secrets of docker-compose.yml: `python -m config.compose_secrets --dir DIR`.

One folder per kind of process. A file that is there is left alone, so it may be run again and a file may be
edited by hand. Standard library only.
"""

import argparse
import base64
import json
import os
import secrets
from pathlib import Path

ROLE_OF_FOLDER = {
    "prepare": "custody_migrator",
    "app": "custody_app",
    "integrator": "custody_integrator",
    "signer": "custody_signer",
}


def make_secrets(directory: Path) -> list[Path]:
    """Write what is missing below `directory` and return the files that were written.

    Each folder is mounted into the containers of its kind only, which is what keeps the others out; the files
    are readable by every user because PostgreSQL, Redis and Custody run under different numbers.
    """
    roles = _kept(directory / "prepare" / "roles.json") or json.dumps(
        {role: secrets.token_urlsafe(24) for role in ROLE_OF_FOLDER.values()}
    )
    superuser = _kept(directory / "postgres" / "password") or secrets.token_urlsafe(24)
    broker = _kept(directory / "broker" / "password") or secrets.token_urlsafe(24)
    secret_key = _kept(directory / "app" / "secret_key") or secrets.token_urlsafe(48)
    field_key = _kept(directory / "app" / "field_key") or base64.b64encode(os.urandom(32)).decode()
    inbound = _kept(directory / "app" / "sms_inbound") or secrets.token_urlsafe(24)
    sms = _kept(directory / "app" / "sms_password") or secrets.token_urlsafe(24)
    wanted = {
        "postgres/password": superuser,
        "broker/password": broker,
        "broker/redis.conf": f'bind 0.0.0.0\nrequirepass {broker}\nsave ""\nappendonly no\n',
        "prepare/superuser_database_url": f"postgresql://postgres:{superuser}@postgres:5432/custody",
        "prepare/roles.json": roles,
        "app/sms_password": sms,
        "app/sms2_password": sms,
        "app/sms_inbound": inbound,
        "app/canary_key": _kept(directory / "app" / "canary_key") or secrets.token_urlsafe(24),
    }
    for folder, role in ROLE_OF_FOLDER.items():
        password = json.loads(roles)[role]
        wanted[f"{folder}/database_url"] = f"postgresql://{role}:{password}@postgres:5432/custody"
        # The settings ask every process for both; only the application ever opens a sealed value.
        wanted[f"{folder}/secret_key"] = secret_key if folder == "app" else secrets.token_urlsafe(48)
        wanted[f"{folder}/field_key"] = (
            field_key if folder == "app" else base64.b64encode(os.urandom(32)).decode()
        )
        for name in ("sms_password", "sms2_password", "sms_inbound", "canary_key"):
            wanted.setdefault(f"{folder}/{name}", "")
        # Given by others: written empty, to be filled in by hand where they are used.
        for name in ("smtp_password", "s3_access_key", "s3_secret_key", "ping_url"):
            wanted[f"{folder}/{name}"] = ""
        wanted[f"{folder}/broker_url"] = (
            f"redis://:{broker}@redis:6379/0" if folder == "app" else "redis://redis:6379/0"
        )
    written = []
    for name, value in wanted.items():
        file = directory / name
        if file.exists():
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{value}\n", encoding="utf-8")
        file.chmod(0o444)
        written.append(file)
    return written


def _kept(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", type=Path, required=True)
    make_secrets(parser.parse_args().dir)
