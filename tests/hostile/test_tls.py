"""A certificate that nobody vouches for is no vendor's: over real TLS, on this machine."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from joey.adapters.http import BearerToken, Request, StatusReading, VendorHttp
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.facts import Call, Limits
from joey.ports.errors import GatewayError


def own_certificate(folder: Path) -> Path:
    """One for localhost that is signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "own.pem"
    path.write_bytes(key.private_bytes(pem, *plain) + made.sign(key, hashes.SHA256()).public_bytes(pem))
    return path


async def test_a_certificate_of_its_own_gets_no_call(tmp_path: Path) -> None:
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1))
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path))
    server = await asyncio.start_server(serve, "localhost", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    http = VendorHttp(
        f"https://localhost:{port}",
        Limits(1),
        BearerToken("tok-1234567890"),
        StatusReading(),
        VirtualClock(),
        SeededRandomness(),
    )
    error: GatewayError = (await http.send(Request("POST", "/", Call.CREATE, json={}))).failure()
    await http.aclose()
    server.close()
    await server.wait_closed()
    assert "certificate" in error.reason.lower()
    assert b"".join(heard) == b""
