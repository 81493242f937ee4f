#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Somebody on the path who keeps ESP packets and sends them a second time.

    esp_tap.py DEVICE COUNT [--spoil]

Says "listening", takes COUNT frames with ESP that leave through DEVICE, waits for a line on its standard input and
sends them again in the same order; with --spoil one bit of the last byte, which is the ICV's, is another one.
"""
import socket
import struct
import sys

ETH_P_ALL = 3
PACKET_OUTGOING = 4
ETHERNET, PROTOCOL, IPV4, ESP = 14, 9, 0x0800, 50


def is_esp(frame, kind):
    ether, = struct.unpack_from("!H", frame, 12)
    return kind == PACKET_OUTGOING and ether == IPV4 and frame[ETHERNET + PROTOCOL] == ESP


def main():
    device, count = sys.argv[1], int(sys.argv[2])
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    tap.bind((device, ETH_P_ALL))
    tap.settimeout(10)
    print("listening", flush=True)
    frames = []
    while len(frames) < count:
        frame, (_, _, kind, _, _) = tap.recvfrom(65536)
        if is_esp(frame, kind):
            frames.append(frame)
    print("taken", flush=True)
    sys.stdin.readline()
    for frame in frames:
        if "--spoil" in sys.argv:
            frame = frame[:-1] + bytes((frame[-1] ^ 1,))
        tap.send(frame)
    print("sent", flush=True)


if __name__ == "__main__":
    main()
