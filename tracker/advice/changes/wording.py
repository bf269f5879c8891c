"""What a passage of release notes speaks of by its own words."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.advice.changes.patterns import any_of
from tracker.model import ChangeKind

_LABELS: Mapping[ChangeKind, re.Pattern[str]] = {
    ChangeKind.BREAKING: any_of(
        r"breaking(?:[ -]changes?)?",
        r"\w+(?:\(.*\))?!",
        r"(?:backwards?[- ])?incompatible(?: changes?)?|semver-major",
    ),
    ChangeKind.REMOVED: any_of(r"removed|removals?"),
    ChangeKind.DEPRECATED: any_of(r"deprecat(?:ed|ions?|e|es)"),
    ChangeKind.SECURITY: any_of(r"security(?: fix(?:es)?)?|sec(?:\(.*\))?"),
    ChangeKind.MIGRATION: any_of(r"migrations?|upgrade notes?|upgrading|action required"),
}

# Taking these away is the project's own business, or mends something.
_INTERNAL = (
    r"unused|unnecessary|unneeded|needless|useless|redundant|dead|stale|duplicate[sd]?|duplication|superfluous"
    r"|trailing|white ?spaces?|leftovers?|temporary|extra(?:neous)?|invalid|incorrect|wrong|outdated|broken"
    r"|blank|empty|tests?|testing|ci|cd|github|workflows?|pipelines?|travis|jenkins|circleci|lint(?:er|ing)?s?"
    r"|typos?|internal(?:ly)?|debug(?:ging)?|imports?|comments?|refactor\w*|benchmarks?|docs?|documentation"
    r"|docstrings?|readme|changelog|todos?|examples?|mentions?|references?|log(?:s|ging)?|warnings?|code"
    r"|codebase|allocations?|locks?|hacks?|workarounds?|special[- ]cas\w*|assert\w*|ioutil|usages?|uses?|calls?"
    r"|boilerplate|cop(?:y|ies)|clones?|dependency|dependencies|vendored?|stubs?|hard-?coded|guard|checks?"
    r"|assumptions?|noise|noisy|spam|links?|badges?|bottleneck|overhead|race|restrictions?|limits?|limitations?"
    r"|need|errors?|disclaimers?|texts?|bugs?|type"
)
_NOT_INTERNAL = rf"(?!(?:\W*[\w\u00b7.-]+){{0,7}}?\W+(?:{_INTERNAL})\b)"
_OPTIONS = (
    r"(?:options?|flags?|parameters?|arguments?|settings?|configurations?|config|propert(?:y|ies)|metrics?"
    r"|commands?"
    r"|subcommands?|endpoints?|variables?|feature gates?)"
)
_THINGS = (
    rf"(?:{_OPTIONS}|support|compatibility|ability|apis?|methods?|functions?|features?|plugins?|providers?"
    rf"|drivers?"
    r"|connectors?|alias(?:es)?|annotations?|fields?|integrations?|backends?|protocols?|syntax|modes?|engines?"
    r"|headers?|builtins?|packages?|modules?|images?|charts?|crds?|formats?|versions?|platforms?|dashboards?"
    r"|collectors?|receivers?|exporters?|operators?)"
)
_PARTS = rf"(?:{_THINGS}|types?|class(?:es)?|interfaces?|traits?|keys?|labels?|columns?|tables?|tools?|scripts?)"
_OLD = r"(?:deprecated|legacy|obsolete|support|compatibility)"
_RUNTIMES = (
    r"(?:python|java|jdk|jre|node(?:\.?js)?|go(?:lang)?|rust|ruby|php|scala|\.net|perl|postgres(?:ql)?|mysql"
    r"|mariadb"
    r"|sqlite|kubernetes|k8s|helm|openssl|glibc|macos|mac ?os ?x?|os x|windows|ubuntu|debian|centos|rhel|linux"
    r"|android|docker|terraform|elasticsearch|opensearch|hadoop|spark|kafka|zookeeper|redis|django|cmake|gcc|clang"
    r"|llvm|c\+\+)"
)
_FEW = r"(?:[\s(\"'/,]+[^\s]+){0,7}?[\s(\"'/]+"
_NEAR = r"(?:[^.]|\.(?=\S)){0,80}?"
_CLAUSE = r"(?:[^.,;]|[.,](?=\S)){0,60}?(?:, [^.,;]{1,60},)? ?"
_NOW = r"(?: now| also| been| finally)*"
_TAKEN = r"(?:removed|dropped|discontinued)"
_MOVED = r"(?:changed|increased|decreased|raised|lowered|reduced|bumped)"
_MOVE = r"(?:change|increase|decrease|raise|lower|reduce|switch|bump|set|flip)(?:s|d|e[sd]|p?ed)?"
_MUST = r"(?:must|need to|have to|please|make sure|should|required|take care)"
_DO = (
    r"(?:upgrade|update|migrate|rename|change|replace|switch|run|adjust|move|set|convert|stop|back ?up"
    r"|re-?(?:index|build|create|install|generate|deploy|configure|start|run))"
)
_FAULTS = (
    r"(?:fix(?:es)?|vulnerabilit\w+|advisor(?:y|ies)|issues?|patch(?:es)?|holes?|flaws?|bugs?|problems?"
    r"|weakness\w*)"
)
_ATTACKS = (
    r"(?:xss|cross[- ]site|sql injection|(?:path|directory) traversal|privilege escalation|remote code execution"
    r"|rce\b|denial[- ]of[- ]service|dos (?:attack|vulnerab)|ssrf|csrf|xxe\b|information disclosure|open redirect"
    r"|arbitrary (?:code|file)|auth\w* bypass|(?:code|command|header|template) injection|request smuggling"
    r"|prototype pollution|zip slip|redos|timing attack|credentials? leak)"
)
_INWARD = any_of(
    rf"(?:remov(?:e|ed|es|ing)|drop(?:s|ped|ping)?|delete[sd]?)\b(?:\W*[\w\u00b7.-]+){{0,7}}?\W+(?:{_INTERNAL})\b",
    rf"(?:{_INTERNAL})\b",
)


class _Wording(NamedTuple):
    """What speaks of something, and the letters of which a text must have some: to look for these is cheap."""

    cues: tuple[str, ...]
    words: re.Pattern[str]


_SECURITY = _Wording(
    (
        "secur",
        "vulnerab",
        *["fix", "prevent", "mitigate", "resolve", "address", "avoid", "patch", "protect", "close"],
    ),
    any_of(
        rf"\bsecurity (?:\w+ ){{0,2}}(?:{_FAULTS}|updates?|releases?)\b(?! (?:polic|scan|tool|check))",
        r"\b(?<!for )vulnerabilit(?:y|ies)\b"
        r"(?!\W+(?:scan|report|check|detect|manage|database|db|alert|polic|filter|list|page|exception))",
        rf"^(?:fix|prevent|mitigate|resolve|address|avoid|patch|protect|close)\w*\b.*\b{_ATTACKS}",
    ),
)
# In the order in which they are asked.
_WORDINGS: Mapping[ChangeKind, _Wording] = {
    ChangeKind.BREAKING: _Wording(
        ("break", "compatib", "minimum", "msrv", "require", "rename"),
        any_of(
            r"(?<!non)(?<!non[- ])(?<!\bno )(?<!without )(?<!\bany )(?<!-)\bbreaking[- ](?:\w+ )?changes?\b"
            r"(?! (?:polic|detect|check))",
            r"\bbreak(?:s|ing)? (?:backwards?|binary|api|source|wire|existing)[- ](?:compatib|api|code"
            r"|set-?ups|config)\w*",
            r"(?<!\w)(?:backwards?|binary|api)[- ]incompatible\b|\bnot (?:be )?(?:backwards?"
            r"|binary)[- ]compatible\b",
            r"(?<!support for )(?<!support for some )\bincompatible (?:change|with (?:previous|earlier|older"
            r"|prior))",
            r"\bno longer compatible with\b",
            rf"\bminimum (?:\w+ ){{0,3}}(?:{_RUNTIMES}|msrv|version)\b.*\b(?:is|are|to|now)\b|\bmsrv\b.*\bto\b",
            rf"(?:^|\bnow )requires? (?:at least |a minimum of |minimum )?{_RUNTIMES} ?(?:version )?v?\d",
            rf"\b{_RUNTIMES} ?v?\d[\w.]*\+?(?: or \w+)? (?:is|are) (?:now )?required\b",
            r"^(?:bump|raise|increase)(?:s|d|ed)? (?:the )?minimum\b",
            r"(?<!this is )\bnow the minimum (?:supported|required)\b",
            rf"\b{_OPTIONS}\b{_NEAR}\b(?:has|have|was|were|is|are){_NOW} renamed\b",
            rf"^renamed?s?{_FEW}{_OPTIONS}\b.*\bto\b",
        ),
    ),
    ChangeKind.REMOVED: _Wording(
        ("remov", "drop", "delet", "discontinu", "longer", "any more"),
        any_of(
            rf"^(?:remov(?:e|ed|es|ing|al of)|drop(?:s|ped|ping)?|delete[sd]?)\b(?! (?!setting)\w+ing\b)"
            rf"{_NOT_INTERNAL}{_FEW}(?:{_THINGS}|{_OLD})\b",
            rf"^(?:remov(?:e|ed|es|ing)|drop(?:s|ped|ping)?) (?:the |all |old )*"
            rf"(?:{_OLD}|{_RUNTIMES} ?v?<?=?\d)\b{_NOT_INTERNAL}",
            r"^(?:remove[sd]?|drop(?:s|ped)?)\b.{1,80} in favou?r of\b",
            rf"\b{_PARTS}\b{_CLAUSE}\b(?:has|have|was|were){_NOW} {_TAKEN}\b"
            r"(?! (?:when|if|after|during|while|by|in the middle|from the (?:list|cache|queue|map|page|index)))",
            r"\b(?:is|are) (?:now )?(?:removed|dropped) (?:in|from) (?:this|the) (?:release|version|api)",
            rf"^(?:the|all)\b{_NOT_INTERNAL}.{{1,80}}?\b(?:has|have) been removed\b",
            r"\b(?:has|have) been removed in favou?r of\b|\bdrop(?:s|ped|ping)? support (?:for|of)\b",
            r"\bno longer (?:be )?(?:supported|available|shipped|provided|included|bundled|published"
            r"|maintained)\b(?! by )",
            r"\bno longer supports?\b|\bnot supported any ?(?:longer|more)\b",
        ),
    ),
    ChangeKind.DEPRECATED: _Wording(
        ("deprecat",),
        any_of(
            r"^(?:soft[- ])?deprecat(?:e|es|ed|ing|ion of)\b(?! (?:warnings?|usages?|calls?|notices?|code"
            r"|tests?|stubs?))",
            r"\b(?:is|are|was|were|been|be|being|now|becomes?|officially|formally)(?: now| also)?"
            r" (?:marked (?:as )?|considered )?(?:soft-)?deprecated\b(?! (?:decorator|symbol))",
            r"\bmark(?:s|ed|ing)?\b[^.]{1,60}\bdeprecated\b|\bdeprecat(?:ed?|es|ing)\b[^.]{1,80}\bin favou?r of\b",
            r"\band deprecates? ",
        ),
    ),
    ChangeKind.DEFAULT: _Wording(
        ("default",),
        any_of(
            rf"^{_MOVE} (?:the )?(?:[\w\u00b7.'-]+ ){{0,5}}defaults?\b(?! in tests)",
            rf"\bdefaults?\b{_NEAR}\b(?:(?:has|have|was|were|is|are){_NOW} |been ){_MOVED}\b",
            rf"\bdefaults?\b{_NEAR}\b{_MOVED} (?:from|to)\b|\bdefault[^.]{{1,60}} from \S+ to \S+",
            r"\bnow (?:[\w\u00b7.-]+ ){0,4}by default\b|\b(?:is|are) now (?:\w+ ){0,2}default\b"
            r"|\bby default now\b",
            r"\bnow defaults? to\b|\bdefaults? (?:to|is|are|value is) now\b|\bnew defaults? (?:is|are|value)\b",
            r"^(?:enable|disable|use|turn (?:on|off)|deactivate|switch to|default)(?:s|d"
            r"|ed)?\b[^.]{1,80}\bby default\b",
            r"\bno longer\b[^.]{1,50}\bby default\b|^default to\b|^by default,?[^.]{1,60}\bnow\b",
        ),
    ),
    ChangeKind.MIGRATION: _Wording(
        ("upgrad", "migrat", *["must", "need", "have", "should", "required", "requires", "action", "manual"]),
        any_of(
            r"\b(?:upgrade|upgrading|migration) (?:notes?|guides?|instructions?)\b",
            r"\b(?:before|after|prior to) (?:you )?(?:upgrading|upgrade\b)(?! (?:is|was|are) )",
            rf"\b{_MUST}\b.{{1,80}}\bwhen (?:upgrading|migrating)\b|\bwhen (?:upgrading"
            rf"|migrating)\b.{{1,80}}\b{_MUST}\b",
            r"\b(?:you|users|operators|admin\w*|customers|clients) (?:must|(?:will )?(?:need|have) to|should)"
            rf"(?: now| also| first| either| manually)* {_DO}\b",
            r"\b(?:actions?|intervention) (?:is |are )?required\b|\bmanual (?:action|steps?|intervention"
            r"|migration)\b",
            r"\bmust (?:now )?be (?:upgraded|migrated|renamed|updated|replaced|recreated|rebuilt|reindexed"
            r"|converted)\b",
            r"\brequires? (?:an? )?(?:manual |full |schema |database |data )*(?:migration|reindex\w*"
            r"|resync\w*|dump)\b",
        ),
    ),
}


def is_inward(matter: str) -> bool:
    """Say whether what was removed was the project's own business, such as redundant code."""
    return bool(_INWARD.match(matter))


def kind_by_label(labels: Sequence[str]) -> ChangeKind | None:
    """Say what a passage speaks of by the labels before it, such as `BREAKING:`, `feat(api)!:` or `[SECURITY]`."""
    return next((kind for kind, words in _LABELS.items() if any(map(words.fullmatch, labels))), None)


def kind_by_words(matter: str, *, of_fault: bool = False) -> ChangeKind | None:
    """Say what a passage without labels speaks of; of one that mends a fault only whether that was of security."""
    lowered = matter.lower()
    if _speaks(_SECURITY, matter, lowered):
        return ChangeKind.SECURITY
    if of_fault:
        return None
    return next((kind for kind, wording in _WORDINGS.items() if _speaks(wording, matter, lowered)), None)


def _speaks(wording: _Wording, matter: str, lowered: str) -> bool:
    return any(cue in lowered for cue in wording.cues) and bool(wording.words.search(matter))
