"""The addresses of pages in a plain text, as numbered notes below what they belong to."""

from markupsafe import Markup

from tracker.report.linked import linked
from tracker.text import clean_line

_MOST = 40
_LONGEST = 300


class Footnotes:
    """The notes of one text: each page has a number, and those of a letter are 40 at most."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._taken = self._left_out = 0

    def link(self, text: object, url: str | None) -> Markup:
        """The text with the number of its page; the text alone where there is none, or too many."""
        page, said = linked(url), clean_line(str(text))
        number = self._number(page) if page else None
        return Markup(said if number is None else f"{said} [{number}]")  # noqa: S704 - plain text

    def addresses(self) -> list[str]:
        """The notes that were made since they were last asked for, one a line."""
        new = [f"[{number}] {page}" for page, number in self._numbers.items() if number > self._taken]
        left_out = [f"pages not named here: {self._left_out}"] if self._left_out else []
        self._taken, self._left_out = len(self._numbers), 0
        return [*map(Markup, new), *left_out]  # quoted by `linked`

    def _number(self, page: str) -> int | None:
        if page not in self._numbers and (len(self._numbers) >= _MOST or len(page) > _LONGEST):
            self._left_out += 1
            return None
        return self._numbers.setdefault(page, len(self._numbers) + 1)
