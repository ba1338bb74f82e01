"""Which servers are trusted: the variables of the environment that ``requests`` knows."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from support.cdn import Cdn, config_of
from support.hosts import auto, manual
from support.identity import AUTHORITY, server_context
from vexil.configcatclient._trust import IGNORED, UNUSABLE, trust_of_environment

VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def secure() -> Iterator[Cdn]:
    """A CDN with TLS, which nobody trusts by default."""
    with Cdn(config_of(flag=True), server_context()) as server:
        yield server


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "bundle.pem"
    path.write_text(f"# The authority of the tests\n{AUTHORITY}", encoding="utf-8")
    return path


def test_strangers_are_not_trusted(secure: Cdn) -> None:
    result = manual(secure).service.refresh()
    assert not result.is_success
    assert str(result.error).startswith("Unexpected error occurred while trying to fetch config JSON.")
    assert "127.0.0.1" not in str(result.error) and "TEST_KEY" not in str(result.error)
    assert secure.count == 0


@pytest.mark.parametrize("name", VARIABLES)
def test_each_variable_names_a_file(monkeypatch: pytest.MonkeyPatch, secure: Cdn, bundle: Path, name: str) -> None:
    monkeypatch.setenv(name, str(bundle))
    owner = manual(secure)
    assert owner.service.refresh() == (True, None)
    assert owner.value() is True


def test_a_folder(monkeypatch: pytest.MonkeyPatch, secure: Cdn, bundle: Path) -> None:
    (bundle.parent / "readme.txt").write_bytes(b"\xff\x00 no certificate")
    (bundle.parent / "folder").mkdir()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle.parent))
    assert manual(secure).service.refresh().is_success


def test_the_first_that_is_set_counts(monkeypatch: pytest.MonkeyPatch, secure: Cdn, bundle: Path) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "")
    monkeypatch.setenv("CURL_CA_BUNDLE", str(bundle))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle.parent / "missing"))
    assert manual(secure).service.refresh().is_success
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle.parent / "missing"))
    assert not manual(secure).service.refresh().is_success


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize(
    "content", [None, b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"]
)
def test_what_cannot_be_used_is_an_error_as_with_requests(
    monkeypatch: pytest.MonkeyPatch, secure: Cdn, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv(name, str(path))
    owner = auto(secure)
    assert owner.value() is None
    result = owner.service.refresh()
    assert not result.is_success
    assert owner.host.named("fetched")[0][0] == 1103
    if content is None:
        assert (UNUSABLE % name) in str(result.error)
    assert str(tmp_path) not in str(result.error)
    assert secure.count == 0


def test_a_missing_file_of_openssl_is_a_warning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, secure: Cdn) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing"))
    owner = manual(secure)
    assert owner.host.named("log") == [(30, 3401, IGNORED % "SSL_CERT_FILE")]
    # Whom nobody vouches for is not trusted all the same.
    assert not owner.service.refresh().is_success


def test_servers_without_tls_do_not_need_certificates(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cdn: Cdn
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing"))
    assert manual(cdn).service.refresh().is_success


def test_all_certificates_of_a_bundle_are_read(monkeypatch: pytest.MonkeyPatch, bundle: Path) -> None:
    certifi = pytest.importorskip("certifi")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certifi.where())
    roots = trust_of_environment().roots
    assert roots is not None
    with open(certifi.where(), encoding="utf-8") as file:
        assert len(roots) == file.read().count("BEGIN CERTIFICATE")
    assert trust_of_environment().error is None


def test_by_default_the_built_in_ones_are_used() -> None:
    assert trust_of_environment().roots is None
