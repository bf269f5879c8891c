"""Text written by strangers, made safe to keep and to show."""

import re
import unicodedata
from io import StringIO

# C0 but tab and newline, DEL, C1, zero-width and bidirectional controls, line and paragraph separators,
# lone surrogates, and the byte-order mark.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# What may hold more combining characters in a row than _MOST_MARKS.
_LONG_RUN = re.compile("[\u0300-\U0010ffff]{31,}")
_MOST_MARKS = 30
# They combine, since they stand for two characters that do.
_DOUBLE_MARKS = "\u0f73\u0f75\u0f81"
_BLANKS = re.compile(r"\s+")
_REPOSITORY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}/[A-Za-z0-9_.-]{1,100}")


def clean(text: str, limit: int = 1_000_000) -> str:
    """Return the text in NFC without control, bidirectional and zero-width characters, cut at `limit`.

    Of combining characters in a row, the first 30 are kept (https://unicode.org/reports/tr15/#Stream_Safe_Text_Format):
    to put 100,000 in order takes minutes.
    """
    cut = _LONG_RUN.sub(_thinned, text[:limit].replace("\r\n", "\n"))
    return _UNSAFE.sub("", unicodedata.normalize("NFC", cut))


def _thinned(run: re.Match[str]) -> str:
    kept = StringIO()  # a list of the characters would take twenty times their memory
    marks = 0
    for character in run[0]:
        combines = unicodedata.combining(character) or character in _DOUBLE_MARKS
        marks = marks + 1 if combines else 0
        if marks <= _MOST_MARKS:
            kept.write(character)
    return kept.getvalue()


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


def is_clean_name(text: str) -> bool:
    """Say whether a tag or name may be kept as it is: not empty, one line, at most 255 characters, no controls."""
    return bool(text) and len(text) <= 255 and not _UNSAFE.search(text) and not re.search(r"[\n\t]", text)
