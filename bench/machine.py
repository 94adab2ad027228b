"""What the figures were measured on, for whoever compares them with others."""

import os
import platform
import tempfile
import time
from pathlib import Path
from statistics import median

import asyncpg

_SYNCS = 200
_PAGE_BYTES = 8192
_GIB = 1024**3


async def describe_machine(url: str, folder: Path) -> list[str]:
    """Return a few lines about processor, memory, disk, system and programs."""
    connection = await asyncpg.connect(url)
    try:
        postgres = await connection.fetchval("show server_version")
        names = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
        settings = [f"{name} {await connection.fetchval(f'show {name}')}" for name in names]
    finally:
        await connection.close()
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return [
        f"{_processor()}, {os.cpu_count()} processors, {_memory_gib():.0f} GiB",
        f"{system}, PostgreSQL {postgres}: {', '.join(settings)}",
        f"writing a page and fsync: {_sync_microseconds(folder):.0f} µs",
    ]


def load_average() -> str:
    """Return how many processes wanted a processor in the last minute, on the whole machine."""
    return f"load average {os.getloadavg()[0]:.1f}"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB


def _sync_microseconds(folder: Path) -> float:
    taken = []
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(_SYNCS):
            begun = time.perf_counter()
            file.write(bytes(_PAGE_BYTES))
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - begun)
    return median(taken) * 1_000_000
