"""The kinds of secrets that have a form of their own: what to search for first, the exact expression, what is a sample.

Forms as their makers document them (and as github.com, "Supported secret scanning patterns", lists them). Randomness is no
criterion: hashes and pictures are as random as keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbpress.core.regex import regex

_FREE = r"(?:(?<![A-Za-z0-9_])|(?<=\\[nrt]))"  # no part of a longer word; a line may begin in the midst of JSON
_OUT = r"(?:(?<![A-Za-z0-9_+/-])|(?<=\\[nrt]))"  # nor of base64, for a form without a letter that base64 lacks
_END = r"(?![A-Za-z0-9_])"
_PAD = r"(?![A-Za-z0-9_+/=])"
_IS = r"""["'\\\])\s]{0,8}[:=,(]\s{0,4}\\?["']?"""  # between a name and its value, in code, JSON, YAML and JSON within text
# The names by which manuals call a password, and what stands for something else: <token>, ${TOKEN}, {token}, %s, *****.
_WORDS = frozenset((
    "password", "passwd", "passphrase", "pass", "pw", "pwd", "secret", "token", "key", "apikey", "api_key",
    "changeme", "change_me", "example", "test", "user", "username", "admin", "root", "guest", "postgres", "mysql",
    "redis", "mongo", "foo", "bar", "baz", "hunter2", "letmein", "abc",
))  # fmt: skip
_STANDS = regex(r"(?:[<\[({$%]|&lt;).*|.*[>\])}]|\W*|(?:my|your|db|user)[-_]?(?:pass|pw|secret|token|key)\w*", re.I)
_SAMPLES = (
    "example",
    "xxxx",
    "....",
    "…",
    "placeholder",
    "changeme",
    "redacted",
    "1234567890",
    "0123456789",
    "abcdefgh",
)
_YOURS = regex(r"your[-_]|[-_]your|YOUR|<|>|\$\{|\*\*\*")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of secret.

    name: with its article. anchors: one of them is in every such secret, or in the name before it. form: the exact
    expression, the secret being its first group, or all of it. lead: how many letters may stand before the anchor.
    opaque: whether it is so long that a word in it says nothing.
    """

    name: str
    anchors: tuple[str, ...]
    form: re.Pattern[str]
    lead: int = 0
    opaque: bool = False


def _kind(name: str, anchors: str, form: str, *, lead: int = 0, opaque: bool = False) -> Kind:
    return Kind(name, tuple(anchors.split()), regex(form), lead, opaque)


BLOCK = "a private key"
KINDS = (
    Kind(
        BLOCK,
        ("PRIVATE KEY",),
        regex(r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----((?:(?!-----).){60,9000})", re.S),
        lead=40,
        opaque=True,
    ),
    _kind("an AWS access key", "AKIA ASIA", rf"{_FREE}(?:AKIA|ASIA)[A-Z2-7]{{16}}{_END}"),
    _kind(
        "an AWS secret key",
        "ecret_access_key ECRET_ACCESS_KEY ecretAccessKey aws_secret_key AWS_SECRET_KEY",
        rf"(?i:ecret_?access_?key|aws_secret_key){_IS}([A-Za-z0-9/+]{{40}}){_PAD}",
    ),
    _kind("a Google API key", "AIza", rf"{_OUT}AIza[\w-]{{35}}(?![\w+/=-])"),
    _kind("a Google OAuth secret", "GOCSPX-", rf"{_FREE}GOCSPX-[\w-]{{28}}{_END}"),
    _kind("the key id of a Google service account", "private_key_id", rf"private_key_id{_IS}([0-9a-f]{{40}}){_END}"),
    _kind(
        "an Azure key",
        "AccountKey AccessKey account_key ACCOUNT_KEY STORAGE_KEY storage_key accountKey",
        rf"(?i:account_?key|accesskey|storage_key){_IS}([A-Za-z0-9/+]{{86}}==|[A-Za-z0-9/+]{{43}}=){_PAD}",
    ),
    _kind("an Azure signature", "sig=", r"(?<=[?&;])sig=([A-Za-z0-9+/%]{43,64}(?:%3[Dd]|=))"),
    _kind("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", rf"{_FREE}gh[pousr]_[A-Za-z0-9]{{36,251}}{_END}"),
    _kind("a GitHub token", "github_pat_", rf"{_FREE}github_pat_[A-Za-z0-9]{{22}}_[A-Za-z0-9]{{59}}{_END}"),
    _kind("a GitLab token", "glpat- gldt- glrt- glptt-", rf"{_FREE}gl(?:pat|dt|rt|ptt)-[\w-]{{20,300}}"),
    _kind(
        "a Slack token",
        "xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xapp-",
        rf"{_FREE}(?:xox[abeoprs]-(?=[\w-]{{0,60}}\d{{5}})[\w-]{{20,300}}|xapp-\d-\w{{5,20}}-\d{{5,20}}-\w{{30,100}})",
    ),
    _kind(
        "the address of a Slack webhook",
        "hooks.slack.com/",
        r"hooks\.slack\.com/\w{1,20}/(T\w{6,14}/\w{6,14}/\w{16,32})",
    ),
    _kind("an Anthropic key", "sk-ant-", rf"{_FREE}sk-ant-[\w-]{{20,300}}"),
    _kind(
        "an OpenAI key",
        "sk-",
        rf"{_FREE}sk-(?:(?:proj|svcacct|admin|None)-[\w-]{{20,300}}|or-v1-[0-9a-f]{{64}}|[A-Za-z0-9]{{32,64}}){_END}",
    ),
    _kind("a Hugging Face token", "hf_ api_org_", rf"{_FREE}(?:hf|api_org)_[A-Za-z0-9]{{34,40}}{_END}"),
    _kind("a Stripe key", "sk_live_ rk_live_", rf"{_FREE}[sr]k_live_[A-Za-z0-9]{{16,250}}"),
    _kind("a Telegram token", ":AA", rf"{_OUT}\d{{8,10}}:AA[\w-]{{33}}{_END}", lead=10),
    _kind("an npm token", "npm_", rf"{_FREE}npm_[A-Za-z0-9]{{36}}{_END}"),
    _kind("a PyPI token", "pypi-AgE", rf"{_FREE}pypi-AgE[\w-]{{50,300}}"),
    _kind("a Databricks token", "dapi", rf"{_FREE}dapi[0-9a-f]{{32}}(?:-\d)?{_END}"),
    _kind("a Groq key", "gsk_", rf"{_FREE}gsk_[A-Za-z0-9]{{52}}{_END}"),
    _kind("a Replicate token", "r8_", rf"{_FREE}r8_[A-Za-z0-9]{{37}}{_END}"),
    _kind("a SendGrid key", "SG.", rf"{_FREE}SG\.[\w-]{{22}}\.[\w-]{{43}}{_END}"),
    _kind(
        "a Kaggle key",
        r"""key": key\": key': KAGGLE_KEY""",
        rf"(?:username[^{{}}]{{1,80}}\bkey|KAGGLE_KEY){_IS}([0-9a-f]{{32}}){_END}",
        lead=88,
    ),
    _kind("a Weights & Biases key", "WANDB_API_KEY", rf"WANDB_API_KEY{_IS}([0-9a-f]{{40}}){_END}"),
    _kind("a JSON web token", "eyJ", rf"{_OUT}eyJ[\w-]{{10,4000}}\.eyJ[\w-]{{10,8000}}\.[\w-]{{20,2000}}", opaque=True),
)
# The token that jwt.io and a thousand manuals show: a header without a key's name, for "John Doe", number 1234567890.
_JWT_SAMPLE = regex(r"eyJhbGci[\w-]+\.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l")
_ADDRESS = regex(r"""://([^\s/:@"'<>`]{0,100}):([^\s/@"'`?#]{3,200})@([\w.-]+)""")
_SCHEME = regex(r"[A-Za-z][\w+.-]{1,20}\Z")
ADDRESS = "an address with a password"


_RARE = "_-:=KJI.p"  # letters that stand seldom in code, in prose or in base64, and in many anchors


def _searches() -> Iterator[tuple[re.Pattern[str], tuple[tuple[Kind, int], ...]]]:
    """Make a search for all anchors that share a letter, which is found fast, and then what stands around it.

    Each comes with the kinds of its anchors, and how far before the letter these begin.
    """
    shared: dict[str, list[tuple[str, Kind]]] = {}
    for kind in KINDS:
        for anchor in kind.anchors:
            shared.setdefault(min(anchor, key=(_RARE + anchor).index), []).append((anchor, kind))
    for letter, anchors in shared.items():
        around = (anchor.split(letter, 1) for anchor, _ in anchors)
        each = "|".join(f"(?<={re.escape(before + letter)}){re.escape(after)}()" for before, after in around)
        yield (
            re.compile(f"{re.escape(letter)}(?:{each})"),
            tuple((kind, anchor.index(letter)) for anchor, kind in anchors),
        )


_SEARCHES = tuple(_searches())


def anchors(text: str) -> Iterator[tuple[Kind, int]]:
    """Find the anchors of all kinds in a text: the kind, and where it begins."""
    for form, kinds in _SEARCHES:
        for match in form.finditer(text):
            kind, before = kinds[(match.lastindex or 1) - 1]
            yield kind, match.start() - before


def secret(kind: Kind, text: str, anchor: int) -> tuple[int, int] | None:
    """Say where the secret lies that has the form of a kind and its anchor there; nothing for what is a sample."""
    for start in range(max(0, anchor - kind.lead), anchor + 1):
        match = kind.form.match(text, start)
        if match:
            span = match.span(match.lastindex or 0)
            return None if _sample(kind, text[slice(*span)]) else span
    return None


def _sample(kind: Kind, value: str) -> bool:
    """Tell whether a value stands for another one: `sk-...`, `<token>`, `xxxx`, `AKIAIOSFODNN7EXAMPLE`."""
    if kind.name == BLOCK:
        return not re.search(r"[A-Za-z0-9+/]{40}", value) or len(set(value)) < 20
    if kind.opaque:
        return _JWT_SAMPLE.match(value) is not None
    lower = value.lower()
    longest = max(re.split(r"[-_/.:]", value), key=len)
    return len(set(longest)) < 4 or any(word in lower for word in _SAMPLES) or _YOURS.search(value) is not None


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Find the addresses that hold a password: where each begins and ends, its host left out."""
    for match in _ADDRESS.finditer(text):
        user, password, host = match.groups()
        scheme = _SCHEME.search(text, max(0, match.start() - 22), match.start())
        plain = password.lower() in _WORDS or password.lower() == user.lower() or len(set(password)) < 3
        example = host.lower().startswith("example.") or ".example" in host.lower()
        if scheme and not plain and not example and not _stands_for(password):
            yield scheme.start(), match.end(2)


def _stands_for(password: str) -> bool:
    return bool(_STANDS.fullmatch(password)) or any(word in password.lower() for word in _SAMPLES)
