"""What a run was made on, in a few lines."""

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path

from peer import Peer


def machine(peers: list[type[Peer]]) -> str:
    day = datetime.datetime.now(datetime.timezone.utc).date()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{day}, {processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}; {load:.1f} processes were running before it.\n"
        f"{'; '.join(filter(None, map(version, peers)))}\n"
    )


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        names = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        names = None
    return names[1] if names else platform.machine()


def version(peer: type[Peer]) -> str | None:
    """The name of an engine, with the first number that it says of itself."""
    if not peer.version:
        return None
    done = subprocess.run(peer.version, capture_output=True, text=True)
    number = re.search(r"\d+\.[\d.]+", done.stdout + done.stderr)
    return f"{peer.name} {number[0]}" if number else peer.name
