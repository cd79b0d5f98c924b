"""12.2.1, 12.3.2: nothing is said to a server that cannot prove who it is."""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from maxsignal_common.clock import SystemClock
from maxsignal_common.outbound import Outbound
from maxsignal_llm.faults import Failed
from maxsignal_llm.provider import OpenAIProvider
from tests.contracts.llm.conftest import KEY

HERE = ipaddress.ip_address("127.0.0.1")
YESTERDAY = SystemClock().now() - timedelta(days=1)


def own_certificate(folder: Path) -> ssl.SSLContext:
    """For the right address, by nobody that anybody knows."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(YESTERDAY).not_valid_after(YESTERDAY + timedelta(days=9))
    )
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(HERE)]), critical=False)
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.pem").write_bytes(plain + builder.sign(key, hashes.SHA256()).public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


class Impostor:
    """Speaks TLS and notes what it is told."""

    def __init__(self) -> None:
        self.told = b""
        self.url = ""

    async def on_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.told += await reader.read(1000)
        writer.close()


@pytest.fixture
async def impostor(tmp_path: Path) -> AsyncIterator[Impostor]:
    one = Impostor()
    async with await asyncio.start_server(
        one.on_connection, "127.0.0.1", 0, ssl=own_certificate(tmp_path)
    ) as server:
        one.url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        yield one


@pytest.mark.parametrize("outbound", [None, Outbound(local=True)], ids=["as it is", "pinned"])
async def test_impostor_is_told_no_key(impostor: Impostor, outbound: Outbound | None) -> None:
    async with OpenAIProvider(impostor.url, SecretStr(KEY), outbound=outbound) as provider:
        assert isinstance(await provider.list_models(5), Failed)
    assert impostor.told == b""
