"""The same work the obvious way: one Celery task with an ETA for each message, and the broker as the memory.

A program of its own, without Django: ``celery -A tests.alerts.chaos.eta worker``. Its flags are those of the house
(acks late, reject on worker lost, prefetch one, the same time-outs), told by ``ETA_CONF``; ``ETA_SINKS`` are the ports.
"""

from __future__ import annotations

import json
import os
import smtplib
from http.client import HTTPConnection, HTTPException

from celery import Celery

SAME_FLAGS = (
    "timezone", "enable_utc", "task_ignore_result", "task_acks_late", "task_reject_on_worker_lost",
    "task_soft_time_limit", "task_time_limit", "task_publish_retry_policy", "worker_prefetch_multiplier",
    "worker_cancel_long_running_tasks_on_connection_loss", "broker_connection_max_retries",
    "broker_connection_retry_on_startup", "broker_transport_options", "worker_soft_shutdown_timeout",
)  # fmt: skip
QUEUE = "eta"
AT_ONCE = 8
AGAIN_AFTER_SECONDS = 10

app = Celery("eta", broker=os.environ.get("ETA_BROKER"))
app.conf.update(json.loads(os.environ.get("ETA_CONF", "{}")), task_default_queue=QUEUE)


@app.task(bind=True, max_retries=None, default_retry_delay=AGAIN_AFTER_SECONDS)
def send(self, channel, reference):
    """Send one message; what goes wrong is tried again in ten seconds, without end."""
    mail_port, sms_port = json.loads(os.environ["ETA_SINKS"])
    try:
        if channel == "email":
            with smtplib.SMTP("127.0.0.1", mail_port, timeout=5) as relay:
                text = f"Message-ID: <{reference}@custody.invalid>\r\nSubject: COC\r\n\r\nlevel 1\r\n"
                relay.sendmail("custody@custody.invalid", ["h@custody.invalid"], text)
        else:
            link = HTTPConnection("127.0.0.1", sms_port, timeout=8)
            link.request("GET", f"/cgi-bin/sendsms?reference={reference}")
            link.getresponse().read()
            link.close()
    except (OSError, HTTPException, smtplib.SMTPException) as error:
        raise self.retry(exc=error) from error
