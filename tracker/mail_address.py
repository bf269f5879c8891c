"""What is an e-mail address, and what mail servers know its domain by."""

import re

# Nothing that a mail header gives a meaning to: one address is one address (RFC 5322, 3.4.1).
_ADDRESS = re.compile(r"[^@\s<>()\[\]\\,;:\"]{1,64}@[^@\s<>()\[\]\\,;:\"]{1,189}")


def is_mail_address(text: str) -> bool:
    """Say whether a text is one address that a message can be sent to, without a name beside it."""
    if not _ADDRESS.fullmatch(text):
        return False
    try:
        known_domain(text.rpartition("@")[2])
    except ValueError:
        return False
    return True


def known_domain(domain: str) -> str:
    """A domain as mail servers know it (RFC 5890); raises ValueError where no domain has such a name."""
    if domain.isascii():
        return domain
    # Few addresses need its tables, and every check reads addresses.
    import idna

    return idna.encode(domain, uts46=True).decode()
