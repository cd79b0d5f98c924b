"""Importing a user's candles beside a plain COPY of the same file: speed, and memory that stays flat.

Each contestant is a process of its own, so that its peak memory is its own too.
"""

import asyncio
import os
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import asyncpg

from maxsignal_cli.servers import PostgresServer
from maxsignal_cli.supervisor import Supervisor
from maxsignal_common.store import migrate

FIRST_MS = 1_600_000_020_000
MINUTE_MS = 60_000
INSTRUMENT = "BENCH"
# The file's columns are its own; the rest of a candle's row is filled in by the table.
FLOOR_TABLE = f"""
    CREATE TABLE floor_candles (LIKE candles INCLUDING ALL);
    ALTER TABLE floor_candles
        ALTER instrument SET DEFAULT '{INSTRUMENT}', ALTER source SET DEFAULT 'import',
        ALTER timeframe SET DEFAULT 'M1', ALTER close_ms SET DEFAULT 9000000000000;
    """


@dataclass(frozen=True)
class Figures:
    """`rss_mb` is the peak of the process, its imports included."""

    candles: int
    seconds: float
    candles_per_s: int
    rss_mb: int


type Told = Callable[[str], None]


def write_candles(path: Path, count: int) -> None:
    """A seeded walk of minutes."""
    draw = random.Random(1)  # noqa: S311 - prices, no secrets
    price = 1.1
    with path.open("w") as file:
        file.write("time,open,high,low,close,volume,taker_buy\n")
        for minute in range(count):
            opened, price = price, max(0.5, price + draw.gauss(0, 0.0002))
            high, low = max(opened, price) + 0.0001, min(opened, price) - 0.0001
            volume = draw.randint(1, 999)
            prices = f"{opened:.5f},{high:.5f},{low:.5f},{price:.5f}"
            file.write(f"{FIRST_MS + minute * MINUTE_MS},{prices},{volume},{volume // 2}\n")


async def compare(root: Path, sizes: tuple[int, ...], told: Told) -> dict[str, list[Figures]]:
    """Figures of `copy` and `import` per size, on a server of their own."""
    supervisor = Supervisor()
    server = PostgresServer(root)
    try:
        await supervisor.start(server.spec())
        await migrate.apply(server.url)
        await _run(server.url, "-m", "maxsignal_cli", *_ADD)
        figures: dict[str, list[Figures]] = {"copy": [], "import": []}
        for size in sizes:
            told(f"{size:,} candles")
            path = root / f"{size}.csv"
            await asyncio.to_thread(write_candles, path, size)
            for name, argv in (("copy", _copy(path)), ("import", _import(path))):
                await _empty(server.url)
                seconds, rss_mb = await _run(server.url, *argv)
                figures[name].append(Figures(size, round(seconds, 2), round(size / seconds), rss_mb))
        return figures
    finally:
        await supervisor.stop()


_ADD = ("instruments", "add", INSTRUMENT, "--source", "import", "--exchange", "FX", "--time-zone", "UTC")


def _copy(path: Path) -> tuple[str, ...]:
    return "-m", "maxsignal_cli.bench.candles", str(path)


def _import(path: Path) -> tuple[str, ...]:
    verb = ("candles", "import", str(path), "--instrument", INSTRUMENT, "--timeframe", "M1")
    return "-m", "maxsignal_cli", *verb


async def _empty(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(f"TRUNCATE candles; DROP TABLE IF EXISTS floor_candles; {FLOOR_TABLE}")
    await connection.close()


async def _run(url: str, *argv: str) -> tuple[float, int]:
    """Seconds and peak memory of a process that must succeed."""
    return await asyncio.to_thread(_run_alone, url, argv)


def _run_alone(url: str, argv: tuple[str, ...]) -> tuple[float, int]:
    environment = {**os.environ, "DATABASE_URL": url}
    began = perf_counter()
    pid = os.posix_spawn(sys.executable, [sys.executable, *argv], environment, file_actions=[_SILENT])
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(argv)} ended with {os.waitstatus_to_exitcode(status)}")
    return perf_counter() - began, usage.ru_maxrss // 1024


_SILENT = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)


async def copy(url: str, path: Path) -> None:
    """The floor: the server reads the file's text, nobody judges it."""
    connection = await asyncpg.connect(url)
    columns = ["open_ms", "open", "high", "low", "close", "volume", "taker_buy"]
    await connection.copy_to_table("floor_candles", source=path, columns=columns, format="csv", header=True)
    await connection.close()


if __name__ == "__main__":
    asyncio.run(copy(os.environ["DATABASE_URL"], Path(sys.argv[1])))
