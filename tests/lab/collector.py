# SPDX-License-Identifier: Apache-2.0
"""A log host of the lab's own, in a process: `collector.py udp|tcp ADDRESS PORT`. Each message that comes is printed as a
line, the sender's address in front; over TCP a message ends with a line feed (RFC 6587 §3.4.2)."""
import socket
import sys
import threading


def show(sender, data):
    print(sender, data.decode("utf-8", "backslashreplace"), flush=True)


def serve_udp(sock):
    while True:
        data, sender = sock.recvfrom(65535)
        show(sender[0], data)


def read_lines(conn, sender):
    with conn, conn.makefile("rb") as stream:
        for line in stream:
            show(sender[0], line[:-1] if line.endswith(b"\n") else line + b" (without an end)")


def serve_tcp(sock):
    sock.listen()
    while True:
        threading.Thread(target=read_lines, args=sock.accept(), daemon=True).start()


def main(protocol, address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, int(port)))
        print("ready", flush=True)
        (serve_tcp if protocol == "tcp" else serve_udp)(sock)


if __name__ == "__main__":
    main(*sys.argv[1:])
