"""What a process says of itself: one JSON object a line, and nothing of what anybody entered (ux 8.9).

A line tells where and what kind, never what: an address is told by its route, an exception by its type and place. What
PostgreSQL adds to a broken constraint is a whole row, what an address holds may be a label or the secret of a link, and
whoever reads the logs is often outside the house. ``lines`` is the plain form of the embedded demo, where everything is
made up: it tells all.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

from config import env
from custody.core.errors import CustodyError

FORMS = ("data", "lines")
_CELERY_TELLS = ("exc", "traceback", "args", "kwargs", "return_value")
_OURS = ("custody", "config")
_WITH_HANDLERS = ("gunicorn.error", "django", "django.server")
"""Loggers that bring handlers of their own, which would tell everything in a form of their own."""
_frames = ExceptionDictTransformer(show_locals=False)


def kind_of(error: BaseException) -> str:
    """Return of an exception its type; of a refusal its code, of the database's the constraint that it broke."""
    behind = error.__cause__ if error.__cause__ is not None else error
    code = error.code if isinstance(error, CustodyError) else getattr(behind, "pgcode", None)
    said = [type(error).__name__, code, getattr(getattr(behind, "diag", None), "constraint_name", None)]
    return " ".join(each for each in said if each)


def _arguments(record: logging.LogRecord, given: Any) -> Any:
    """Return what the text of a line may be made with. Our own lines name ids and counts; a library's could be given
    anything, but for its numbers."""
    if isinstance(given, Mapping):  # Celery's: the error of a task as text, and what the task was given
        return {key: "..." if key in _CELERY_TELLS else each for key, each in given.items()}
    ours = record.name.partition(".")[0] in _OURS
    return tuple(
        kind_of(each) if isinstance(each, BaseException) else each if ours or isinstance(each, int | float) else "..."
        for each in given
    )


def without_values(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """Make the text of a line anew: of a request its route, of every exception its kind."""
    record: logging.LogRecord = line["_record"]
    given = line.pop("positional_args", None)
    request = getattr(record, "request", None)
    if request is not None:
        # A route holds no value, the address does. What has none was never one of our pages.
        match = getattr(request, "resolver_match", None)
        line["event"] = f"{request.method} {match.route if match else '(no such page)'}"
        line["status"] = getattr(record, "status_code", None)
    elif given:
        line["event"] = str(record.msg) % _arguments(record, given)
    return line


def frames_alone(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """Put the chain of an exception into the line: types and places, without its words."""
    found = line.pop("exc_info", None)
    if found and found[1] is not None:
        line["error"] = kind_of(found[1])
        line["chain"] = [
            {"type": link["exc_type"],
             "at": [f"{frame['filename']}:{frame['lineno']} {frame['name']}" for frame in link["frames"]]}
            for link in _frames(found)
        ]  # fmt: skip
    return line


def as_data() -> logging.Formatter:
    """Return the formatter that writes a line as data, without values."""
    structured = structlog.stdlib
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    named: list[Processor] = [structured.add_log_level, structured.add_logger_name]
    before: list[Processor] = [*named, without_values, frames_alone, stamp]
    as_json = structlog.processors.JSONRenderer(sort_keys=True)
    written: list[Processor] = [structured.ProcessorFormatter.remove_processors_meta, as_json]
    return structured.ProcessorFormatter(foreign_pre_chain=before, processors=written, pass_foreign_args=True)


def settings() -> dict[str, Any]:
    """Return Django's ``LOGGING``; raise ``BadSetting`` for a form that does not exist."""
    form = env.text("CUSTODY_LOG_FORM", "data")
    if form not in FORMS:
        raise env.BadSetting(f"CUSTODY_LOG_FORM must be one of {', '.join(FORMS)}, not {form!r}")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "data": {"()": as_data},
            "lines": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": env.text("CUSTODY_LOG_LEVEL", "INFO")},
        "loggers": {name: {"handlers": [], "propagate": True} for name in _WITH_HANDLERS},
    }
