"""What goes wrong on an encrypted line: only a bad certificate tells that nothing was sent."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scrapers.spotify.failures import Passing, Unreached
from scrapers.spotify.session import SpotifySession
from tests.scrapers.spotify.stub import settings_for

GARBAGE = b"\x17\x03\x03\x00\x20" + bytes(32)
"""A record of application data, as TLS frames it, that no key opens."""

BODY = b'{"name": "Set"}'

Encrypted = Callable[[], tuple[str, list[bytes]]]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """One for 127.0.0.1, with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stand-in")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def serve(certificate: Path) -> Iterator[Encrypted]:
    """Starts a server that takes one request in and then talks nonsense; what it took in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    taken: list[bytes] = []

    def answer() -> None:
        connection, _ = listener.accept()
        try:
            with context.wrap_socket(connection, server_side=True) as line:
                # What is left unread would make the line break off before the nonsense arrives.
                taken.append(line.recv(65_536))
                while not taken[-1].endswith(BODY):
                    taken[-1] += line.recv(65_536)
                with socket.socket(fileno=line.detach()) as raw:
                    raw.sendall(GARBAGE)
        except OSError:  # a client that does not trust us goes away
            pass

    thread = threading.Thread(target=answer)

    def start() -> tuple[str, list[bytes]]:
        thread.start()
        return f"https://127.0.0.1:{listener.getsockname()[1]}", taken

    yield start
    thread.join()
    listener.close()


def test_a_line_that_breaks_after_the_request_may_have_carried_it(
    serve: Encrypted, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    url, taken = serve()
    with SpotifySession(settings_for(url)) as session, pytest.raises(Passing) as caught:
        session.post(url + "/v1/me/playlists", data=BODY)
    assert taken[0].startswith(b"POST /v1/me/playlists")
    assert not isinstance(caught.value, Unreached)


def test_who_can_not_be_trusted_is_told_nothing(serve: Encrypted) -> None:
    url, taken = serve()
    with SpotifySession(settings_for(url)) as session, pytest.raises(Unreached):
        session.post(url + "/v1/me/playlists", data=BODY)
    assert taken == []
