"""Runs a command on a network of its own, whose only server answers "no such name" and notes each question.

python note_lookups.py FILE COMMAND …

For Linux. Needs no privileges where the kernel lets users make namespaces. The name servers of
/etc/resolv.conf get their addresses on the loopback device of that network, so that no file need change.
"""

import ctypes
import os
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCGIFFLAGS, SIOCSIFFLAGS, SIOCSIFADDR = 0x8913, 0x8914, 0x8916
IFF_UP = 1
NO_SUCH_NAME = 0x8183
"""Flags of an answer: standard response, recursion available, NXDOMAIN."""


def unshare() -> None:
    """Leave the machine's network; as an ordinary user, by way of a namespace in which we are root."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if user == 0 and libc.unshare(CLONE_NEWNET) == 0:
        return
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "no network of one's own is to be had here")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")


def name_servers() -> list[str]:
    """Addresses (IPv4) that the C library asks."""
    try:
        lines = Path("/etc/resolv.conf").read_text(errors="replace").splitlines()
    except FileNotFoundError:
        lines = []
    words = [line.split() for line in lines]
    found = [word[1] for word in words if len(word) > 1 and word[0] == "nameserver" and ":" not in word[1]]
    return found or ["127.0.0.1"]


def listen(addresses: list[str]) -> list[socket.socket]:
    """Bring the loopback device up with these addresses, and open port 53 on each."""
    import fcntl  # noqa: PLC0415  # not everywhere, and this module is imported wherever doctests are looked for

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = bytearray(struct.pack("16sH22x", b"lo", 0))
        fcntl.ioctl(control, SIOCGIFFLAGS, request)
        (flags,) = struct.unpack_from("H", request, 16)
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", flags | IFF_UP))
        for count, address in enumerate(addresses):
            if not address.startswith("127."):
                place = struct.pack(
                    "16sHH4s16x", f"lo:{count}".encode(), socket.AF_INET, 0, socket.inet_aton(address)
                )
                fcntl.ioctl(control, SIOCSIFADDR, place)
    sockets = []
    for address in addresses:
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind((address, 53))
        sockets.append(server)
    return sockets


def serve(server: socket.socket, file: Path) -> None:
    """Note each question, and say that there is no such name."""
    while True:
        question, sender = server.recvfrom(4096)
        with file.open("a", encoding="ascii") as notes:
            notes.write(name_asked(question) + "\n")
        answer = question[:2] + struct.pack(">HHHHH", NO_SUCH_NAME, 1, 0, 0, 0) + question[12:]
        server.sendto(answer, sender)


def name_asked(question: bytes) -> str:
    """Name in the first question of a DNS message."""
    labels, place = [], 12
    while place < len(question) and (length := question[place]):
        labels.append(question[place + 1 : place + 1 + length].decode("ascii", "backslashreplace"))
        place += 1 + length
    return ".".join(labels)


def main(file: Path, command: list[str]) -> int:
    """Run the command there; return its exit status."""
    unshare()
    for server in listen(name_servers()):
        threading.Thread(target=serve, args=(server, file), daemon=True).start()
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
