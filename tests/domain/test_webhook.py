"""Where webhooks may lead, what they want, and how long is waited between tries."""

from datetime import timedelta

import pytest

from postal_bridge.domain.webhook import (
    EVENT_TYPES,
    RETRY_AFTER_MAX,
    is_wanted,
    pause_after,
    require_allowed,
)
from postal_bridge.domain.webhook_refusals import WebhookAddressRefused


@pytest.mark.parametrize(
    "url",
    [
        "https://mot-cua.example/nghe",
        "https://mot-cua.example:8443/nghe?a=b",
        "https://8.8.8.8/nghe",
        "http://mot-cua.noi-bo/nghe",
        "https://mot-cua.noi-bo",
    ],
)
def test_a_webhook_leads_to_public_https_or_where_the_installation_says(url: str) -> None:
    require_allowed(url, {"mot-cua.noi-bo"})


@pytest.mark.parametrize(
    "url",
    [
        "http://mot-cua.example/",
        "ftp://mot-cua.example/",
        "https://10.0.0.5/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.5]/",
        "https://localhost/",
        "https://2130706433/",
        "https://127.1/",
        "https://0x7f.1/",
        "https://may-chu.local/",
        "https://ten:mat-khau@mot-cua.example/",
        "https://mot-cua.example/#x",
        "https://mot-cua.example:99999/",
        "https://mot cua.example/",
        "https://một-cửa.example/",
        "https:///nghe",
        "mot-cua.example",
        "https://" + "a" * 500 + ".example/",
    ],
)
def test_a_webhook_leads_nowhere_else(url: str) -> None:
    with pytest.raises(WebhookAddressRefused):
        require_allowed(url, {"mot-cua.noi-bo"})


def test_a_webhook_is_told_what_it_wants() -> None:
    assert all(is_wanted([], each) for each in EVENT_TYPES)
    assert is_wanted(["dossier.*"], "dossier.done")
    assert not is_wanted(["dossier.*"], "consignment.delivered")
    assert is_wanted(["consignment.delivered"], "consignment.delivered")
    assert not is_wanted(["consignment.delivered"], "bag.delivered")


def test_tries_go_on_for_days_and_end() -> None:
    pauses = [pause_after(failures, "a", None) for failures in range(1, 12)]
    found = [each for each in pauses if each]
    assert pauses.index(None) == len(found) == 9
    assert timedelta(days=2) < sum(found, timedelta(0)) < timedelta(days=5)
    assert found[0] < timedelta(minutes=2)


def test_whoever_asks_for_time_gets_it_within_bounds() -> None:
    assert pause_after(1, "a", timedelta(hours=3)) == timedelta(hours=3)
    assert pause_after(1, "a", timedelta(days=300)) == RETRY_AFTER_MAX
    assert pause_after(4, "a", timedelta(seconds=1)) == pause_after(4, "a", None)
