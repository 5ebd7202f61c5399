"""Servers at the other end, in this process: a mail server and a gateway that misbehave when they are told to."""

from __future__ import annotations

import asyncio
import email
import json
import threading
import time
from contextlib import contextmanager, suppress
from email import policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from aiosmtpd.controller import Controller

from config.launcher.system import free_port


class Mail:
    """Takes mail; ``says`` is what it answers to each of the next messages, then "250 OK"."""

    def __init__(self):
        self.messages, self.says = [], []

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.says and self.says[0].startswith("mail "):
            return self.says.pop(0).removeprefix("mail ")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.says and self.says[0].startswith("rcpt "):
            return self.says.pop(0).removeprefix("rcpt ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        said = self.says.pop(0) if self.says else "250 OK"
        if said == "drop":
            self.messages.append(email.message_from_bytes(envelope.content, policy=policy.default))
            server.transport.close()
            return "250 OK"
        if said.startswith("hang "):
            await asyncio.sleep(float(said.removeprefix("hang ")))
            return "250 OK"
        if said.startswith("250"):
            self.messages.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return said


def text_of(message):
    """Return the plain words of a mail."""
    return message.get_body(("plain",)).get_content()


@contextmanager
def mail_server():
    """Yield a mail server on loopback, and its port."""
    mail = Mail()
    mail.port = free_port()
    controller = Controller(mail, hostname="127.0.0.1", port=mail.port)
    controller.start()
    try:
        yield mail
    finally:
        controller.stop()


class Gateway(ThreadingHTTPServer):
    """Takes text messages as Kannel, a modem or a service does; ``says`` is what it answers to each of the next ones.

    ``messages`` are those it took, ``asked`` all that it was asked.
    """

    daemon_threads = True

    def __init__(self, driver="kannel"):
        super().__init__(("127.0.0.1", 0), REQUESTS[driver])
        self.messages, self.asked, self.says = [], [], []
        self.driver = driver
        self.address = f"http://127.0.0.1:{self.server_address[1]}{PATHS[driver]}"

    def settings(self, name="first"):
        """Return the entry of CUSTODY_SMS_GATEWAYS by which the house finds it."""
        return {
            "name": name, "driver": self.driver, "url": self.address, "user": "custody", "password": "pass word&",
            "sender": "COC",
        }


PATHS = {"kannel": "/cgi-bin/sendsms", "smseagle": "/http_api/send_sms", "generic": "/v1/messages"}


class Request(BaseHTTPRequestHandler):
    well = (202, "0: Accepted for delivery")

    def do_GET(self):
        self.take(dict(parse_qsl(urlsplit(self.path).query)))

    def take(self, query):
        self.server.asked.append(query)
        status, words = self.server.says.pop(0) if self.server.says else self.well
        if words == "hang":
            time.sleep(2)
        if words == "drop":
            self.server.messages.append(query)
            self.close_connection = True
            return
        if self.took(status, words):
            self.server.messages.append(query)
        with suppress(BrokenPipeError):  # who asked has gone
            self.send_response(status)
            self.end_headers()
            self.wfile.write(words.encode())

    def took(self, status, words):
        return status == 202 and words.startswith(("0:", "3:"))

    def log_message(self, format, *args):  # noqa: A002 - the name of the library
        pass


class ModemRequest(Request):
    well = (200, "OK; ID=297")

    def took(self, status, words):
        return words.startswith("OK")


class ServiceRequest(Request):
    well = (201, '{"sid": "SM1f2e", "status": "queued"}')

    def do_POST(self):
        said = self.rfile.read(int(self.headers["Content-Length"]))
        self.take({**json.loads(said), "authorization": self.headers["Authorization"]})

    def took(self, status, words):
        return status < 300


REQUESTS = {"kannel": Request, "smseagle": ModemRequest, "generic": ServiceRequest}


@contextmanager
def sms_gateway(driver="kannel"):
    """Yield a gateway on loopback."""
    gateway = Gateway(driver)
    thread = threading.Thread(target=gateway.serve_forever, args=(0.005,), daemon=True)  # asked to stop, it stops
    thread.start()
    try:
        yield gateway
    finally:
        gateway.shutdown()
        gateway.server_close()
        thread.join()
