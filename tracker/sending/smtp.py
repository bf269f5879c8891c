"""Handing messages to a mail server."""

import contextlib
import smtplib
import ssl
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Self

from tracker.model import DeliveryState, Ending
from tracker.sending.message import mailbox
from tracker.sending.server import MailServer
from tracker.text import clean_line

# For a connection and for each answer; the last one may take longer (RFC 5321, 4.5.3.2.6), as the message is read.
PATIENCE = timedelta(seconds=20)
LAST_PATIENCE = timedelta(seconds=60)

_DONE, _FORWARDED = 250, 251
_REFUSED_FOR_GOOD = 500


class Mail:
    """A session with a mail server, opened by the first message that needs it; a broken one is opened anew."""

    def __init__(
        self,
        server: MailServer,
        sender: str,
        *,
        patience: timedelta = PATIENCE,
        last_patience: timedelta = LAST_PATIENCE,
    ) -> None:
        self._server = server
        self._sender = mailbox(sender)
        self._patience = patience.total_seconds()
        self._last_patience = last_patience.total_seconds()
        self._session: smtplib.SMTP | None = None

    def send(self, recipient: str, body: bytes, still_mine: Callable[[], bool] = lambda: True) -> Ending:
        """Hand one message over; nothing is sent where it is not `still_mine` when the server is ready for it."""
        try:
            session = self._open()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            return Ending(state=DeliveryState.DEFERRED, error=self._said(error), everyone=True)
        try:
            return self._hand_over(session, recipient, body, still_mine)
        finally:
            self._go_on(session)

    def try_out(self) -> str | None:
        """Connect and log in, and send nothing; return what is wrong in a sentence."""
        try:
            self._open()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return self._said(error)
        finally:
            self.close()
        return None

    def close(self) -> None:
        """Leave the server."""
        session, self._session = self._session, None
        if session is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                session.quit()
            session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def _open(self) -> smtplib.SMTP:
        if self._session is not None and _lives(self._session):
            return self._session
        self._forget()
        server, secure = self._server, ssl.create_default_context()
        if server.at_once:
            session: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._patience, context=secure
            )
        else:
            session = smtplib.SMTP(server.host, server.port, timeout=self._patience)
        self._session = session
        if server.starttls:
            session.starttls(context=secure)
        session.ehlo_or_helo_if_needed()
        if server.user is not None:
            session.login(server.user, server.password or "")
        return session

    def _hand_over(
        self, session: smtplib.SMTP, recipient: str, body: bytes, still_mine: Callable[[], bool]
    ) -> Ending:
        """Go through the steps of a message, since what a silence means depends on the step."""
        try:
            refused = self._announce(session, recipient)
        except (OSError, smtplib.SMTPException) as error:
            return Ending(state=DeliveryState.DEFERRED, error=self._said(error))
        if refused is not None:
            return refused
        if not still_mine():
            return Ending(state=DeliveryState.DEFERRED, error="another process took over")
        return self._transfer(session, body)

    def _announce(self, session: smtplib.SMTP, recipient: str) -> Ending | None:
        """Say who writes to whom; return how that was refused."""
        to = mailbox(recipient)
        options = [] if (self._sender + to).isascii() else ["SMTPUTF8"]
        if options and not session.has_extn("smtputf8"):
            error = f"the mail server {self._server.name} takes no addresses outside ASCII"
            return Ending(state=DeliveryState.FAILED, error=error)
        code, said = session.mail(self._sender, options)
        if code == _DONE:
            code, said = session.rcpt(to)
        return None if code in {_DONE, _FORWARDED} else self._refused(code, said)

    def _transfer(self, session: smtplib.SMTP, body: bytes) -> Ending:
        """Send the message itself; from then on a silence may mean that it arrived."""
        try:
            if session.sock is not None:
                session.sock.settimeout(self._last_patience)
            code, said = session.data(body)
        except smtplib.SMTPDataError as error:
            return self._refused(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            unsaid = f"the mail server {self._server.name} did not say whether it took it: {_cause(error)}"
            return Ending(state=DeliveryState.UNKNOWN, error=unsaid)
        return Ending(state=DeliveryState.SENT) if code == _DONE else self._refused(code, said)

    def _refused(self, code: int, said: bytes | str) -> Ending:
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        error = f"the mail server {self._server.name} refused it: {code} {clean_line(text, 200)}"
        for_good = code >= _REFUSED_FOR_GOOD
        return Ending(state=DeliveryState.FAILED if for_good else DeliveryState.DEFERRED, error=error)

    def _go_on(self, session: smtplib.SMTP) -> None:
        """Make the session ready for the next message, or leave it where the server is out of step."""
        try:
            if session.sock is not None:
                session.sock.settimeout(self._patience)
            in_step = session.rset()[0] == _DONE
        except (OSError, smtplib.SMTPException):
            in_step = False
        if not in_step:
            self._forget()

    def _forget(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _said(self, error: Exception) -> str:
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return f"the mail server {self._server.name} refuses the user and password of TRACKER_SMTP_URL"
        if isinstance(error, smtplib.SMTPNotSupportedError) and self._server.starttls:
            how = "write ?tls=none in TRACKER_SMTP_URL to go without TLS"
            return f"the mail server {self._server.name}: {_cause(error)}: {how}"
        return f"the mail server {self._server.name} cannot be used: {_cause(error)}"


def _lives(session: smtplib.SMTP) -> bool:
    try:
        return session.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _cause(error: Exception) -> str:
    """Say what went wrong without what a server or a library may repeat of a secret."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {clean_line(error.verify_message, 200)}"
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "it does not answer in time"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {clean_line(text, 200)}"
    if isinstance(error, OSError) and error.strerror:
        return clean_line(error.strerror, 200)
    return clean_line(str(error), 200).removesuffix(".") or type(error).__name__
