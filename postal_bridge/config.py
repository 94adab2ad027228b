"""The configuration: read once from the environment, every mistake reported together."""

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from postal_bridge.domain.emsevt import Measure, Numbers, WordT, read_numbers
from postal_bridge.domain.epcis_names import EpcisNames
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.scan import Reason
from postal_bridge.domain.sms_shape import OWN_SHAPE, SmsShape, read_shape
from postal_bridge.domain.tracking_code import KeyRing

SECRET_BYTES_MIN = 32
#: Named in place of an address, it lets nothing leave and answers as another party would.
STAND_IN = "stand-in"


@dataclass(frozen=True, slots=True)
class MessageSettings:
    """Who carries messages to people; a channel without an address is carried by nobody.

    With `only_to` nobody else is reached, as on a trial installation.
    """

    mail_url: str | None = None
    mail_password: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    sms_url: str | None = None
    sms_key: str | None = field(default=None, repr=False)
    sms_shape: SmsShape = OWN_SHAPE
    zalo_url: str | None = None
    zalo_key_file: Path | None = None
    zalo_app: str | None = None
    zalo_secret: str | None = field(default=None, repr=False)
    report_key: str | None = field(default=None, repr=False)
    only_to: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that differs between installations.

    `secret` is the root from which the keys for labels, sealed fields and phone look-ups are
    derived, so that one value has to be kept safe and backed up.
    """

    data_dir: Path
    database_url: str | None
    base_url: str
    secret: bytes = field(repr=False)
    label_key_ids: tuple[str, ...]
    pool_size: int
    trusted_proxies: int
    sandbox_seconds: int = 60
    receipts_url: str | None = None
    receipts_key: str | None = field(default=None, repr=False)
    portal_hosts: frozenset[str] = frozenset()
    messages: MessageSettings = field(default_factory=MessageSettings)
    carrier_folder: Path | None = None
    epcis_base_url: str | None = None
    gs1_prefix: str | None = None
    emsevt_numbers: Numbers = field(default_factory=Numbers)

    @property
    def carriers_lie_in(self) -> Path:
        """Below which folder carriers that speak by files have theirs."""
        return self.carrier_folder or self.data_dir / "carriers"

    private_webhook_hosts: frozenset[str] = frozenset()
    private_carrier_hosts: frozenset[str] = frozenset()

    def derive_key(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose; knowing one tells nothing of another."""
        return hmac.digest(self.secret, purpose.encode(), hashlib.sha256)

    @property
    def label_keys(self) -> KeyRing:
        """The keys that sign what the QR codes on labels hold; the first signs new ones."""
        keys = {key_id: self.derive_key(f"label {key_id}") for key_id in self.label_key_ids}
        return KeyRing(keys=keys, current=self.label_key_ids[0])

    @property
    def epcis_names(self) -> EpcisNames:
        """What things, offices and dossiers are called in EPCIS."""
        return EpcisNames(self.epcis_base_url or self.base_url, self.gs1_prefix)

    @property
    def serves_tls(self) -> bool:
        """Whether people reach us by https, so that cookies may demand it."""
        return self.base_url.startswith("https://")


def read_config(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the settings named POSTAL_BRIDGE_*; see docs/reference/settings.md.

    Raises:
        InvalidInput: with one problem for each setting that cannot be used.

    """
    problems: list[FieldProblem] = []
    data_dir = Path(environment.get("POSTAL_BRIDGE_DATA_DIR", "./var")).absolute()
    database_url = environment.get("POSTAL_BRIDGE_DATABASE_URL") or None
    if database_url and _scheme(database_url) not in ("postgres", "postgresql"):
        problems.append(_problem("DATABASE_URL", Said("must start with postgresql://")))
    base_url = environment.get("POSTAL_BRIDGE_BASE_URL", "http://127.0.0.1:8080").rstrip("/")
    if _scheme(base_url) not in ("http", "https"):
        problems.append(_problem("BASE_URL", Said("must be an http or https address")))
    key_ids = tuple(environment.get("POSTAL_BRIDGE_LABEL_KEY_IDS", "1").split(","))
    if not all(re.fullmatch(r"[A-Z0-9]{1,4}", key_id) for key_id in key_ids):
        detail = Said(
            "must be names of 1 to 4 of A-Z and 0-9, the newest first, with commas between"
        )
        problems.append(_problem("LABEL_KEY_IDS", detail))
    pool_size = _whole(environment, "POOL_SIZE", 8, range(2, 101), problems)
    trusted_proxies = _whole(environment, "TRUSTED_PROXIES", 0, range(10), problems)
    sandbox_seconds = _whole(environment, "SANDBOX_SECONDS", 60, range(86_401), problems)
    receipts_url = environment.get("POSTAL_BRIDGE_RECEIPTS_URL") or None
    if receipts_url not in (None, STAND_IN) and _scheme(receipts_url) not in ("http", "https"):
        problems.append(_problem("RECEIPTS_URL", Said("must be an http or https address")))
    receipts_key = environment.get("POSTAL_BRIDGE_RECEIPTS_KEY") or None
    if receipts_key and not re.fullmatch(r"[!-~]+", receipts_key):
        detail = Said("must be letters, digits and signs of ASCII without spaces")
        problems.append(_problem("RECEIPTS_KEY", detail))
    portal_hosts = _portal_hosts(environment, problems)
    messages = _messages(environment, problems)
    epcis_base_url, gs1_prefix = _epcis(environment, problems)
    emsevt_numbers = _emsevt_numbers(environment, problems)
    private_webhook_hosts = _hosts(environment, "WEBHOOK_PRIVATE_HOSTS", problems)
    carrier_folder, private_carrier_hosts = _carriers(environment, problems)
    secret = _secret(environment, data_dir, database_url, problems)
    if problems:
        raise InvalidInput(*problems)
    return Config(
        data_dir=data_dir,
        database_url=database_url,
        base_url=base_url,
        secret=secret,
        label_key_ids=key_ids,
        pool_size=pool_size,
        trusted_proxies=trusted_proxies,
        sandbox_seconds=sandbox_seconds,
        receipts_url=receipts_url,
        receipts_key=receipts_key,
        portal_hosts=portal_hosts,
        messages=messages,
        carrier_folder=carrier_folder,
        epcis_base_url=epcis_base_url,
        gs1_prefix=gs1_prefix,
        emsevt_numbers=emsevt_numbers,
        private_webhook_hosts=private_webhook_hosts,
        private_carrier_hosts=private_carrier_hosts,
    )


def _portal_hosts(environment: Mapping[str, str], problems: list[FieldProblem]) -> frozenset[str]:
    text = environment.get("POSTAL_BRIDGE_PORTAL_HOSTS", "")
    hosts = frozenset(each for each in text.lower().split(",") if each)
    if not all(re.fullmatch(r"[a-z0-9.-]+(:[0-9]{1,5})?", host) for host in hosts):
        detail = Said("must be names of hosts, with a port where it is needed, and commas between")
        problems.append(_problem("PORTAL_HOSTS", detail))
    return hosts


def _carriers(
    environment: Mapping[str, str], problems: list[FieldProblem]
) -> tuple[Path | None, frozenset[str]]:
    folder = environment.get("POSTAL_BRIDGE_CARRIER_FOLDER")
    hosts = _hosts(environment, "CARRIER_PRIVATE_HOSTS", problems)
    return Path(folder).absolute() if folder else None, hosts


def _epcis(
    environment: Mapping[str, str], problems: list[FieldProblem]
) -> tuple[str | None, str | None]:
    base_url = environment.get("POSTAL_BRIDGE_EPCIS_BASE_URL", "").rstrip("/") or None
    if base_url and _scheme(base_url) not in ("http", "https"):
        problems.append(_problem("EPCIS_BASE_URL", Said("must be an http or https address")))
    prefix = environment.get("POSTAL_BRIDGE_EPCIS_PREFIX") or None
    if prefix and not re.fullmatch(r"[0-9]{4,12}", prefix):
        problems.append(_problem("EPCIS_PREFIX", Said("must be 4 to 12 digits")))
    return base_url, prefix


def _emsevt_numbers(environment: Mapping[str, str], problems: list[FieldProblem]) -> Numbers:
    return Numbers(
        _numbers(environment, "EMSEVT_REASONS", Reason, problems),
        _numbers(environment, "EMSEVT_MEASURES", Measure, problems),
    )


def _numbers(
    environment: Mapping[str, str], name: str, words: type[WordT], problems: list[FieldProblem]
) -> Mapping[WordT, str]:
    try:
        return read_numbers(environment.get(f"POSTAL_BRIDGE_{name}", ""), words)
    except ValueError:
        detail = Said("must be words with their numbers, such as REFUSED=12, with commas between")
        problems.append(_problem(name, detail))
        return {}


def _messages(environment: Mapping[str, str], problems: list[FieldProblem]) -> MessageSettings:
    def said(setting: str) -> str | None:
        return environment.get(f"POSTAL_BRIDGE_{setting}") or None

    for setting in ("SMS_URL", "ZALO_URL"):
        address = said(setting)
        if address not in (None, STAND_IN) and _scheme(address) not in ("http", "https"):
            problems.append(_problem(setting, Said("must be an http or https address")))
    for setting in ("SMS_KEY", "ZALO_SECRET", "REPORT_KEY"):
        if not re.fullmatch(r"[!-~]*", said(setting) or ""):
            detail = Said("must be letters, digits and signs of ASCII without spaces")
            problems.append(_problem(setting, detail))
    problems += _mail_problems(said("MAIL_URL"), said("MAIL_FROM"))
    shape, key_file = OWN_SHAPE, said("ZALO_KEY_FILE")
    if text := said("SMS_SHAPE"):
        shape, wrong = read_shape("POSTAL_BRIDGE_SMS_SHAPE", text)
        problems += wrong
    if said("ZALO_URL") not in (None, STAND_IN) and key_file is None:
        problems.append(_problem("ZALO_KEY_FILE", Said("must be set where Zalo is named")))
    only_to = environment.get("POSTAL_BRIDGE_MESSAGES_ONLY_TO")
    return MessageSettings(
        mail_url=said("MAIL_URL"),
        mail_password=said("MAIL_PASSWORD"),
        mail_from=said("MAIL_FROM"),
        sms_url=said("SMS_URL"),
        sms_key=said("SMS_KEY"),
        sms_shape=shape,
        zalo_url=said("ZALO_URL"),
        zalo_key_file=Path(key_file) if key_file else None,
        zalo_app=said("ZALO_APP"),
        zalo_secret=said("ZALO_SECRET"),
        report_key=said("REPORT_KEY"),
        only_to=None if only_to is None else tuple(each for each in only_to.split(",") if each),
    )


def _mail_problems(address: str | None, sender: str | None) -> list[FieldProblem]:
    if address in (None, STAND_IN):
        return []
    problems = []
    if _scheme(address) not in ("smtp", "smtps", "smtp+plain"):
        problems.append(_problem("MAIL_URL", Said("must start with smtp:// or smtps://")))
    if sender is None or not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", sender):
        detail = Said("must be an e-mail address where a server of e-mails is named")
        problems.append(_problem("MAIL_FROM", detail))
    return problems


def _hosts(
    environment: Mapping[str, str], setting: str, problems: list[FieldProblem]
) -> frozenset[str]:
    text = environment.get(f"POSTAL_BRIDGE_{setting}", "")
    hosts = frozenset(each.strip().lower() for each in text.split(",") if each.strip())
    if not all(re.fullmatch(r"[a-z0-9.:-]+", host) for host in hosts):
        detail = Said("must be names or addresses of hosts with commas between")
        problems.append(_problem(setting, detail))
    return hosts


def _problem(setting: str, detail: Said) -> FieldProblem:
    return FieldProblem(f"POSTAL_BRIDGE_{setting}", "bad_setting", detail)


def _scheme(address: str | None) -> str:
    """Return the scheme of an address that names a host or a socket, or nothing."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return ""
    return parts.scheme if parts.netloc or parts.query else ""


def _whole(
    environment: Mapping[str, str],
    setting: str,
    default: int,
    allowed: range,
    problems: list[FieldProblem],
) -> int:
    text = environment.get(f"POSTAL_BRIDGE_{setting}", str(default))
    if text.isascii() and text.isdigit() and int(text) in allowed:
        return int(text)
    limits = Said(
        "must be a whole number from {least} to {most}", least=allowed.start, most=allowed.stop - 1
    )
    problems.append(_problem(setting, limits))
    return default


def _secret(
    environment: Mapping[str, str],
    data_dir: Path,
    database_url: str | None,
    problems: list[FieldProblem],
) -> bytes:
    text = environment.get("POSTAL_BRIDGE_SECRET")
    if text:
        try:
            secret = base64.b64decode(text, validate=True)
        except ValueError:  # of which binascii.Error is one; letters beyond ASCII are another
            secret = b""
        if len(secret) < SECRET_BYTES_MIN:
            detail = Said("must be at least {least} bytes in base64", least=SECRET_BYTES_MIN)
            problems.append(_problem("SECRET", detail))
        return secret
    if database_url:
        detail = Said(
            "must be set when a database of one's own is used, the same for every process"
        )
        problems.append(_problem("SECRET", detail))
        return b""
    return _kept_secret(data_dir / "secret")


def _kept_secret(path: Path) -> bytes:
    """Return the secret kept beside the embedded database, making it the first time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    candidate = path.with_name(f"secret.{os.getpid()}")
    descriptor = os.open(candidate, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(os.urandom(SECRET_BYTES_MIN)))
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link fails when another process was first, so all processes read one secret.
        os.link(candidate, path)
    except FileExistsError:
        pass
    finally:
        candidate.unlink()
    return base64.b64decode(path.read_bytes())
