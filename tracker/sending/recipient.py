"""Whom a message is for: a mail address, or the URL of a service, which is a secret."""

from hashlib import sha256

from tracker.record import Record


class Recipient(Record):
    """One recipient; `name` may be shown and stored, `address` is what is sent to."""

    name: str
    address: str

    @property
    def is_service(self) -> bool:
        """Whether it is a service that Apprise speaks to, and not a mailbox."""
        return is_service(self.address)


def recipient_of(address: str) -> Recipient:
    """Read what a file says; the name of a service is its kind and a fingerprint, since its URL holds tokens."""
    if not is_service(address):
        return Recipient(name=address, address=address)
    kind, _, _ = address.partition("://")
    return Recipient(name=f"{kind}://…{sha256(address.encode()).hexdigest()[:8]}", address=address)


def is_service(text: str) -> bool:
    """Say whether an address, or the name of one, is a service's."""
    return "://" in text
