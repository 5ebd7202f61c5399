"""``manage.py prepare``: roles, schema, migrations and the installation row. Safe to run at every start."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from psycopg2 import sql

from config import env

LOGIN_ROLES = ("custody_migrator", "custody_app", "custody_integrator", "custody_signer")
_DELETABLE = ("django_session", "axes_accessattempt", "axes_accessattemptexpiration", "axes_accessfailurelog",
              "axes_accesslog", "mfa_authenticator", "authtoken_token", "custody_quiethours")


class Command(BaseCommand):
    """Prepare a database for the house."""

    requires_system_checks = ()
    help = "Create roles and schema (given the superuser), migrate, and name this installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=["production", "trial", "demo"], default="production")

    def handle(self, *args: Any, **options: Any) -> None:
        bootstrap_roles()
        call_command("migrate", interactive=False, skip_checks=True, verbosity=options["verbosity"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'custody'")
            present = {row[0] for row in cursor.fetchall()}
            for table in _DELETABLE:
                if table in present:
                    cursor.execute(f"GRANT DELETE ON custody.{table} TO custody_app")
            cursor.execute(
                "INSERT INTO custody_installation (id, kind, origin) VALUES (1, %s, %s) ON CONFLICT DO NOTHING",
                [options["kind"], f"custody.invalid/{secrets.token_hex(8)}/ledger1"],
            )
        self.stdout.write("The database is prepared")


def bootstrap_roles() -> None:
    """Create the owner, the four login roles and the schema. Does nothing without the superuser's address."""
    address = env.secret("CUSTODY_SUPERUSER_DATABASE_URL", "")
    if not address:
        return
    passwords = json.loads(Path(env.text("CUSTODY_ROLE_PASSWORDS_FILE")).read_text(encoding="utf-8"))
    database = settings.DATABASES["default"]["NAME"]
    with psycopg2.connect(address) as session, session.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        known = {row[0] for row in cursor.fetchall()}
        if "custody_owner" not in known:
            cursor.execute("CREATE ROLE custody_owner NOLOGIN NOINHERIT")
        for role in LOGIN_ROLES:
            verb = "ALTER" if role in known else "CREATE"
            cursor.execute(
                sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}").format(
                    sql.SQL(verb), sql.Identifier(role), sql.Literal(passwords[role])
                )
            )
        cursor.execute("GRANT custody_owner TO custody_migrator")
        grant_database(cursor, database)
        for role in ("custody_app", "custody_integrator", "custody_signer"):
            cursor.execute(sql.SQL("ALTER ROLE {} SET lock_timeout = '3s'").format(sql.Identifier(role)))
            cursor.execute(
                sql.SQL("ALTER ROLE {} SET idle_in_transaction_session_timeout = '30s'").format(sql.Identifier(role))
            )
        cursor.execute("ALTER ROLE custody_migrator SET lock_timeout = '10s'")


def grant_database(cursor: Any, database: str) -> None:
    """Give the roles what they need in this database, and take TEMP and CREATE from everybody."""
    name = sql.Identifier(database)
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    cursor.execute(sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
    cursor.execute("CREATE SCHEMA IF NOT EXISTS custody AUTHORIZATION custody_owner")
    for role in LOGIN_ROLES:
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(role)))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA custody TO {}").format(sql.Identifier(role)))
    cursor.execute(
        "ALTER DEFAULT PRIVILEGES FOR ROLE custody_owner IN SCHEMA custody "
        "GRANT SELECT, INSERT, UPDATE ON TABLES TO custody_app"
    )
    cursor.execute(
        "ALTER DEFAULT PRIVILEGES FOR ROLE custody_owner IN SCHEMA custody GRANT USAGE ON SEQUENCES TO custody_app"
    )
    cursor.execute("ALTER DEFAULT PRIVILEGES FOR ROLE custody_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
