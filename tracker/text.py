"""Text written by strangers, made safe to keep and to show."""

import re
import unicodedata

# C0 but tab and newline, DEL, C1, zero-width and bidirectional controls, line and paragraph separators,
# lone surrogates, and the byte-order mark.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_BLANKS = re.compile(r"\s+")
_REPOSITORY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}/[A-Za-z0-9_.-]{1,100}")
_PROJECT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_.][A-Za-z0-9_.-]*){1,20}")


def clean(text: str, limit: int = 1_000_000) -> str:
    """Return the text in NFC without control, bidirectional and zero-width characters, cut at `limit`."""
    return _UNSAFE.sub("", unicodedata.normalize("NFC", text[:limit].replace("\r\n", "\n")))


def clean_line(text: str, limit: int = 300) -> str:
    """Return the text as one clean line of at most `limit` characters; an ellipsis marks a cut."""
    line = _BLANKS.sub(" ", clean(text, 20 * limit)).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


def unsafe_character(text: str) -> str | None:
    """Return the first control, bidirectional or zero-width character of a text; None where there is none."""
    match = _UNSAFE.search(text)
    return match[0] if match else None


def is_repository(path: str) -> bool:
    """Say whether a path has the form OWNER/REPO that GitHub gives its repositories."""
    return bool(_REPOSITORY.fullmatch(path)) and not path.endswith(("/.", "/.."))


def is_project(path: str) -> bool:
    """Say whether a path has the form GROUP/PROJECT, with groups in it, that GitLab gives its projects."""
    climbs = any(part in {".", ".."} for part in path.split("/"))
    return bool(_PROJECT.fullmatch(path)) and not climbs and len(path) <= 255


def is_clean_name(text: str) -> bool:
    """Say whether a tag or name may be kept as it is: not empty, one line, at most 255 characters, no controls."""
    return bool(text) and len(text) <= 255 and not _UNSAFE.search(text) and not re.search(r"[\n\t]", text)
