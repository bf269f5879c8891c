"""A real mail server on 127.0.0.1: with TLS and a login or without, and what goes wrong on the way."""

import socket
import ssl
import threading
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Self

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "tracker", "s3cret&smtp"
Answer = Callable[[str, int], str | None]


class Mailbox:
    """Takes messages; `bodies` are their bytes as they came, with the recipient.

    `refuse` may answer a recipient otherwise, by its address and how often it was named before, `instead` a
    message, by the recipient and how many it got before.
    """

    def __init__(self) -> None:
        self.bodies: list[tuple[str, bytes]] = []
        self.senders: list[str] = []
        self.refuse: Answer = lambda *_: None
        self.instead: Answer = lambda *_: None
        self.before_answer: Callable[[], object] = lambda: None
        self.named: list[str] = []
        self.logins: list[str] = []

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages as a client reads them."""
        return [parsed(body) for _, body in self.bodies]

    def to(self, recipient: str) -> list[bytes]:
        """What one recipient got."""
        return [body for to, body in self.bodies if to == recipient]

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        """Take a recipient or not."""
        answer = self.refuse(address, self.named.count(address))
        self.named.append(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message or not."""
        recipient = str(envelope.rcpt_tos[0])
        answer = self.instead(recipient, len(self.to(recipient)))
        if answer is None or answer.startswith("250"):
            content = envelope.original_content
            assert isinstance(content, bytes)
            self.senders.append(str(envelope.mail_from))
            self.bodies.append((recipient, content))
        self.before_answer()
        return answer or "250 taken"

    def authenticate(self, _: SMTP, __: Session, ___: Envelope, mechanism: str, given: Any) -> AuthResult:
        """Let the right user in."""
        assert isinstance(given, LoginPassword)
        good = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        self.logins.append(mechanism)
        return AuthResult(success=good, handled=good)


def parsed(body: bytes) -> EmailMessage:
    """A message of its bytes."""
    found = message_from_bytes(body, policy=default)
    assert isinstance(found, EmailMessage)
    return found


class MailServer:
    """A mail server with its mailbox; `url` names it with user and password."""

    def __init__(self, *, tls: str = "none", login: bool = False, folder: Path | None = None) -> None:
        self.box = Mailbox()
        self._tls, self._login = tls, login
        self.ca: Path | None = None
        options: dict[str, Any] = {}
        if tls != "none":
            assert folder is not None
            self.ca, context = certificate(folder)
            how = "ssl_context" if tls == "smtps" else "tls_context"
            options[how] = context
        if login:
            options |= {"authenticator": self.box.authenticate, "auth_required": True}
            options["auth_require_tls"] = tls == "starttls"
        self._controller = Controller(
            self.box, hostname="127.0.0.1", port=free_port(), server_hostname="mx.acme.example", **options
        )

    @property
    def port(self) -> int:
        return int(self._controller.port)

    @property
    def url(self) -> str:
        return self.url_with(f"{USER}:{PASSWORD.replace('&', '%26')}@" if self._login else "")

    def url_with(self, credentials: str) -> str:
        scheme = "smtps" if self._tls == "smtps" else "smtp"
        query = "?tls=none" if self._tls == "none" else ""
        return f"{scheme}://{credentials}127.0.0.1:{self.port}{query}"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1, and the file of the authority that signed it."""
    authority = trustme.CA()
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return path, context


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Script:
    """A mail server that says what it is told to, step by step; at a step without an answer it falls silent.

    A step is the beginning of what a client says, `greeting` and `.` (the end of a message) included; the answer
    `hang up` closes the connection.
    """

    def __init__(self, answers: dict[str, str]) -> None:
        usual = {"greeting": "220 here", "EHLO": "250 here", "MAIL": "250 OK", "RCPT": "250 OK", "NOOP": "250 OK"}
        self._answers = {**usual, "DATA": "354 go on", "RSET": "250 OK", "QUIT": "221 bye", **answers}
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.said: list[str] = []
        self.reached = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._open: list[socket.socket] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._socket, *self._open):
            one.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            with connection.makefile("rb") as lines:
                if not self._answer(connection, "greeting"):
                    return
                body = False
                for line in lines:
                    step = line.decode("utf-8", "replace").strip()
                    if body and step != ".":
                        continue
                    self.said.append(step)
                    body = step.upper() == "DATA" and self._answers.get("DATA", "").startswith("354")
                    if not self._answer(connection, "." if step == "." else step.split(" ")[0].upper()):
                        return
        except OSError:
            return

    def _answer(self, connection: socket.socket, step: str) -> bool:
        answer = self._answers.get(step, "" if step == "." else "250 OK")
        if answer == "hang up":
            connection.shutdown(socket.SHUT_RDWR)
            return False
        if not answer:
            self.reached.set()
            return True
        connection.sendall(f"{answer}\r\n".encode())
        return True
