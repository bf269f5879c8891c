"""A letter as the message that is sent, and sent again byte for byte."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from hashlib import sha256

from tracker.mail_address import known_domain
from tracker.model import Letter
from tracker.record import Record
from tracker.text import clean_line

_NO_NAME = re.compile(r"[^a-z0-9-]+")


class Envelope(Record):
    """What stands around a letter: `thread` are ids of earlier messages, `topic` names the list it belongs to."""

    sender: str
    recipient: str
    message_id: str
    at: datetime
    topic: str
    thread: tuple[str, ...] = ()


def message_id(sender: str, *parts: str) -> str:
    """Make the id of a message of what it is sent for and to whom, so that it is the same whoever sends it."""
    return f"<{sha256(chr(0).join(parts).encode()).hexdigest()[:40]}@{_domain(sender)}>"


def message_of(letter: Letter, envelope: Envelope) -> bytes:
    """Put a letter into a message: plain text, and HTML with its pictures.

    Clients show those of a thread together (RFC 5322, 3.6.4) and answer none by themselves (RFC 3834).
    """
    international = not (_local(envelope.sender) + _local(envelope.recipient)).isascii()
    message = EmailMessage(policy=(SMTPUTF8 if international else SMTP).clone(cte_type="7bit"))
    message["From"] = _address(envelope.sender)
    message["To"] = _address(envelope.recipient)
    message["Subject"] = clean_line(letter.subject)
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = envelope.message_id
    if envelope.thread:
        message["In-Reply-To"] = envelope.thread[-1]
        message["References"] = " ".join(envelope.thread)
    message["List-Id"] = f"<{_label(envelope.topic)}.{_domain(envelope.sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    _fill(message, letter)
    return message.as_bytes()


def mailbox(text: str) -> str:
    """The bare address of `Name <address>`, its domain as mail servers know it."""
    address = parseaddr(text)[1]
    local, _, domain = address.rpartition("@")
    return f"{local}@{known_domain(domain)}"


def _fill(message: EmailMessage, letter: Letter) -> None:
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    shown = message.get_payload()[-1]  # type: ignore[index]
    for one in letter.pictures:
        shown.add_related(  # type: ignore[union-attr]
            one.png,
            "image",
            "png",
            cid=f"<{one.name}>",
            disposition="inline",
            filename=f"{one.name}.png",
        )


def _address(text: str) -> Address:
    local, _, domain = mailbox(text).rpartition("@")
    return Address(display_name=clean_line(parseaddr(text)[0]), username=local, domain=domain)


def _local(text: str) -> str:
    return mailbox(text).rpartition("@")[0]


def _domain(sender: str) -> str:
    return mailbox(sender).rpartition("@")[2].lower()


def _label(topic: str) -> str:
    """A part of a List-Id (RFC 2919): what it is about in letters, and a fingerprint, since two may look alike."""
    plain = _NO_NAME.sub("-", topic.lower()).strip("-")[:40]
    return f"{plain or 'digest'}-{sha256(topic.encode()).hexdigest()[:8]}"
