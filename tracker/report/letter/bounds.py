"""A sandbox in which a template of somebody's own neither reaches anything else nor keeps the program busy.

Jinja2's sandbox refuses what reaches beyond the template, but neither long loops nor large values
(https://jinja.palletsprojects.com/en/stable/sandbox/#security-considerations).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import Template, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

_MOST_STEPS = 50_000
_LONGEST = 1_000_000  # characters; a digest stays under a tenth of it
_MOST_BITS = 1000


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox with an end: so many steps of loops and calls, and values and letters of so much text."""

    intercepted_binops = frozenset(["+", "*", "**"])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.filters |= {"counted": self._counted, "short": _short}
        self.globals.pop("lipsum")
        self._steps = 0

    def written(self, template: Template, **given: Any) -> str:
        """Render a template; raises SecurityError where it does too much or becomes too long."""
        self._steps = 0
        pieces, length = [], 0
        for piece in template.generate(**given):
            length += len(piece)
            if length > _LONGEST:
                raise SecurityError(f"it becomes longer than {_LONGEST} characters")
            pieces.append(piece)
        return "".join(pieces)

    def call(self, context: Context, called: Any, /, *arguments: Any, **named: Any) -> Any:
        """Call what a template calls, and count it."""
        self._step()
        return super().call(context, called, *arguments, **named)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Add, multiply and raise to a power where that does not make too much of it."""
        if _size(operator, left, right) > (_LONGEST if _has_length(left) or _has_length(right) else _MOST_BITS):
            raise SecurityError(f"{operator} makes too large a value")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _Bounding().visit(tree)
        return tree.set_environment(self)  # type: ignore[return-value]

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._step()
            yield value

    def _step(self) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise SecurityError(f"it takes more than {_MOST_STEPS} steps")


class _Bounding(NodeTransformer):
    """Lets every loop go through `counted`, and what `~` joins through `short`."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - named by Jinja2
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, "counted", [], [], None, None, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802 - named by Jinja2
        self.generic_visit(node)
        return nodes.Filter(node, "short", [], [], None, None, lineno=node.lineno)


def _short(text: Any) -> Any:
    if len(text) > _LONGEST:
        raise SecurityError(f"~ makes a text longer than {_LONGEST} characters")
    return text


def _size(operator: str, left: Any, right: Any) -> int:
    """How large a value may become: in characters or items of a text or a list, in bits of a number."""
    sizes = [len(one) if _has_length(one) else one for one in (left, right)]
    if not all(isinstance(one, int) for one in sizes):
        return 0  # a float has an end, and the rest is refused by Python
    first, second = map(abs, sizes)
    if _has_length(left) or _has_length(right):
        return int(first * second if operator == "*" else first + second)
    bits = first.bit_length()
    return int(bits * second if operator == "**" else bits + second.bit_length())


def _has_length(value: Any) -> bool:
    return isinstance(value, str | list | tuple)
