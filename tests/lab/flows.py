#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Traffic of the labs: an echo server, a crowd of TCP exchanges, and UDP flows that measure their gaps.

    flows.py serve ADDR
    flows.py exchange FROM SERVER --first-port P --count N --bytes B
    flows.py watch FROM SERVER --first-port P --count N --interval S --seconds S

The clients print one JSON object. Source ports are fixed, so that a flow's hash is a property of the lab. Nothing
runs longer than asked for: the server ends after --seconds (default 600).
"""
import argparse
import asyncio
import json
import socket
import struct
import time

PORT = 7007


async def serve_tcp(reader, writer):
    """Gives back what arrives, until the client closes its side."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()
    except OSError:
        pass


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.transport.sendto(data, addr)

    def error_received(self, exc):
        """A client that has gone is no matter of the server's."""


async def serve(args):
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(Echo, local_addr=(args.address, PORT))
    await asyncio.start_server(serve_tcp, args.address, PORT, backlog=512)
    print("ready", flush=True)
    await asyncio.sleep(args.seconds)


async def exchange_one(args, port, gate):
    async with gate:
        reader, writer = await asyncio.wait_for(
            asyncio.open_connection(args.server, PORT, local_addr=(args.source, port)), 20)
        writer.write(b"\xa5" * args.bytes)
        writer.write_eof()
        got = 0
        while data := await asyncio.wait_for(reader.read(65536), 20):
            got += len(data)
        writer.close()
        return got == args.bytes


async def exchange(args):
    gate = asyncio.Semaphore(20)
    ports = range(args.first_port, args.first_port + args.count)
    done = await asyncio.gather(*(exchange_one(args, p, gate) for p in ports), return_exceptions=True)
    errors = sorted({repr(d) for d in done if isinstance(d, BaseException)})
    print(json.dumps({"flows": args.count, "complete": sum(d is True for d in done), "errors": errors}))


class Flow:
    """One UDP flow: sends a number each interval, notes when answers arrive."""

    def __init__(self, args, port, start):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((args.source, port))
        self.socket.connect((args.server, PORT))
        self.socket.setblocking(False)
        self.port, self.sent, self.received, self.answered = port, 0, 0, set()
        self.last, self.gap, self.gap_at = start, 0.0, 0.0

    def send(self):
        try:
            self.socket.send(struct.pack("!Q", self.sent) + bytes(56))
        except OSError:  # an ICMP unreachable of an earlier one, or no route just now: counted as lost
            pass
        self.sent += 1

    def readable(self):
        try:
            while data := self.socket.recv(256):
                now = time.monotonic()
                self.answered.add(struct.unpack_from("!Q", data)[0])
                self.received += 1
                self.note(now)
                self.last = now
        except OSError:
            pass

    def complete(self):
        """The last one is answered: nothing is on its way."""
        return self.sent - 1 in self.answered

    def missing(self):
        """Numbers of the first few without an answer: times the interval, when they were sent."""
        return [n for n in range(self.sent) if n not in self.answered][:20]

    def note(self, now):
        if now - self.last > self.gap:
            self.gap, self.gap_at = now - self.last, now


async def watch(args):
    loop = asyncio.get_running_loop()
    start = time.monotonic()
    flows = [Flow(args, args.first_port + i, start) for i in range(args.count)]
    for flow in flows:
        loop.add_reader(flow.socket, flow.readable)
    end, due = start + args.seconds, start
    while due < end:
        for flow in flows:
            flow.send()
        due += args.interval
        await asyncio.sleep(max(0, due - time.monotonic()))
    ended = time.monotonic()
    while time.monotonic() < ended + 3 and not all(flow.complete() for flow in flows):
        await asyncio.sleep(0.05)  # on a busy machine the last answers take their time
    for flow in flows:
        flow.note(ended)
    print(json.dumps([{"port": f.port, "sent": f.sent, "received": f.received, "gap": round(f.gap, 3),
                       "at": round(f.gap_at - start, 3), "missing": f.missing()} for f in flows]))


def main():
    parser = argparse.ArgumentParser()
    sub = parser.add_subparsers(dest="command", required=True)
    server = sub.add_parser("serve")
    server.add_argument("address")
    server.add_argument("--seconds", type=float, default=600)
    for name in ("exchange", "watch"):
        client = sub.add_parser(name)
        client.add_argument("source")
        client.add_argument("server")
        client.add_argument("--first-port", type=int, default=20000)
        client.add_argument("--count", type=int, default=10)
        client.add_argument("--bytes", type=int, default=20000)
        client.add_argument("--interval", type=float, default=0.02)
        client.add_argument("--seconds", type=float, default=5)
    args = parser.parse_args()
    asyncio.run({"serve": serve, "exchange": exchange, "watch": watch}[args.command](args))


if __name__ == "__main__":
    main()
