# SPDX-License-Identifier: Apache-2.0
"""A ping from ha to hb of pair.py that runs while something is done to the tunnel, and says what was lost."""
import re
import signal
import subprocess
import time

INTERVAL = 0.02
SETTLE = 1  # seconds: an answer may take so long on a busy machine, so what was sent last is not judged


class Stream:
    def __init__(self, lab):
        argv = ("ip", "netns", "exec", lab.full("ha"), "ping", "-n", "-i", str(INTERVAL), "10.2.0.2")
        self.popen = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)

    def stop(self, after=0):
        """(sent, lost) of all that was sent until `after` seconds from now."""
        time.sleep(after + SETTLE)
        self.popen.send_signal(signal.SIGINT)
        text = self.popen.communicate()[0]
        sent = int(re.search(r"(\d+) packets transmitted", text)[1]) - int(SETTLE / INTERVAL)
        return sent, len(set(range(1, sent + 1)) - {int(n) for n in re.findall(r"bytes from .* icmp_seq=(\d+)", text)})
