"""A secret of each kind, made up letter by letter: none stands in a file, where it would look like one that leaked."""

from __future__ import annotations

import base64
import random
import string

ALPHANUMERIC = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
URLSAFE = f"{ALPHANUMERIC}_-"


def drawn(length: int, letters: str = ALPHANUMERIC) -> str:
    """Letters that are always the same, and each time others."""
    return "".join(random.Random(length * len(letters)).choices(letters, k=length - 1)) + "q9"[letters == HEX]


def _token(*parts: str) -> str:
    return "".join(parts)


def _json(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _block(name: str) -> str:
    body = base64.b64encode(random.Random(name).randbytes(400)).decode()
    lines = "\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    return f"-----BEGIN {name}PRIVATE KEY-----\n{lines}\n-----END {name}PRIVATE KEY-----"


SAMPLES = {
    "an AWS access key": [_token("AK", "IA", drawn(16, string.ascii_uppercase[:20] + "234567")[:15], "Q")],
    "an AWS secret key": [
        f'AWS_SECRET_ACCESS_KEY = "{drawn(40)}"',
        f"aws_secret_access_key={drawn(40)}",
        f'{{"SecretAccessKey": "{drawn(40)}"}}',
        f"os.environ['AWS_SECRET_ACCESS_KEY'] = '{drawn(40)}'",
    ],
    "a Google API key": [_token("AI", "za", drawn(35, URLSAFE))],
    "a Google OAuth secret": [_token("GOC", "SPX-", drawn(28, URLSAFE))],
    "the key id of a Google service account": [f'{{"private_key_id": "{drawn(40, HEX)}"}}'],
    "an Azure key": [
        f"DefaultEndpointsProtocol=https;AccountName=x;AccountKey={drawn(86)}==;EndpointSuffix=core.windows.net",
        f'account_key = "{drawn(86)}=="',
        f"SharedAccessKey={drawn(43)}=",
    ],
    "an Azure signature": [f"https://x.blob.core.windows.net/y?sv=2022-11-02&sig={drawn(43)}%3D"],
    "a GitHub token": [_token("gh", kind, "_", drawn(36)) for kind in "pousr"]
    + [_token("github", "_pat_", drawn(22), "_", drawn(59))],
    "a GitLab token": [_token("gl", "pat-", drawn(20, URLSAFE))],
    "a Slack token": [_token("xo", "xb-", "123987654021-", "123987654022-", drawn(24))],
    "the address of a Slack webhook": [f"https://hooks.slack.com/services/T{drawn(8)}/B{drawn(8)}/{drawn(24)}"],
    "an Anthropic key": [_token("sk-", "ant-api03-", drawn(95, URLSAFE))],
    "an OpenAI key": [_token("sk", "-", drawn(48)), _token("sk-", "proj-", drawn(80, URLSAFE))],
    "a Hugging Face token": [_token("h", "f_", drawn(34))],
    "a Stripe key": [_token(kind, "_live_", drawn(24)) for kind in ("sk", "rk")],
    "a Telegram token": [_token("6123987450", ":A", "A", drawn(33, URLSAFE))],
    "an npm token": [_token("np", "m_", drawn(36))],
    "a PyPI token": [_token("py", "pi-AgEIcHlwaS5vcmc", drawn(150, URLSAFE))],
    "a Databricks token": [_token("da", "pi", drawn(32, HEX))],
    "a Groq key": [_token("gs", "k_", drawn(52))],
    "a Replicate token": [_token("r", "8_", drawn(37))],
    "a SendGrid key": [_token("S", "G.", drawn(22, URLSAFE), ".", drawn(43, URLSAFE))],
    "a Kaggle key": [f'{{"username":"somebody","key":"{drawn(32, HEX)}"}}', f"KAGGLE_KEY={drawn(32, HEX)}"],
    "a Weights & Biases key": [f'os.environ["WANDB_API_KEY"] = "{drawn(40, HEX)}"'],
    "a JSON web token": [
        ".".join([_json('{"alg":"HS256"}'), _json('{"sub":"77","name":"somebody"}'), drawn(43, URLSAFE)])
    ],
    "a private key": [_block(name) for name in ("", "RSA ", "OPENSSH ", "EC ")],
    "an address with a password": [
        "postgresql://reader:t0psecret-db@db.internal:5432/sales",
        "redis://:s3same-open@cache/0",
        "https://me:gr8-pass!word@host.net/x.git",
    ],
}
EACH = [(kind, text) for kind, texts in SAMPLES.items() for text in texts]
