# SPDX-License-Identifier: Apache-2.0
"""A gateway whose machine has users of its own: operators, others, and the group of the operators.

/etc/passwd and its like are the lab's in the mount namespaces of what the lab starts, and nowhere else. The instance's run
directory is /run/postern there, as on a real machine, so that `postern` needs no options as a login shell.
"""
import os
import shutil
import subprocess

import postern

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "house.sh")
OPERATORS = 61000  # group id
FIRST_USER = 61001


class House(postern.Gateway):
    """`users`: {name: (password or None, is an operator)}."""

    def __init__(self, lab, name, build, users):
        super().__init__(lab, name, build)
        os.makedirs(self.rundir)
        self.login_shell = os.path.join(self.base, "postern")
        shutil.copy(os.path.join(build, "shell/postern"), self.login_shell)  # the build tree may be out of a user's reach
        os.chmod(self.login_shell, 0o755)
        self.users = {user: FIRST_USER + i for i, user in enumerate(users)}
        self.write_users(users)

    def write_users(self, users):
        passwd, group, shadow = (open(os.path.join(self.base, f), "w", encoding="utf-8")
                                 for f in ("passwd", "group", "shadow"))
        with passwd, group, shadow:
            os.chmod(shadow.name, 0o600)
            for name, number in (("root", 0), ("nobody", 65534), ("sshd", 60999)):
                passwd.write(f"{name}:x:{number}:{number}::/:/bin/sh\n")
                group.write(f"{name}:x:{number}:\n")
                shadow.write(f"{name}:*:19000:0:99999:7:::\n")
            operators = [user for user, (_, operator) in users.items() if operator]
            group.write(f"postern:x:{OPERATORS}:{','.join(operators)}\n")
            for user, (password, _) in users.items():
                number = self.users[user]
                os.makedirs(self.home(user))
                os.chown(self.home(user), number, number)
                passwd.write(f"{user}:x:{number}:{number}::{self.home(user)}:{self.login_shell}\n")
                group.write(f"{user}:x:{number}:\n")
                shadow.write(f"{user}:{crypted(password)}:19000:0:99999:7:::\n")

    def home(self, user):
        return os.path.join(self.base, "home", user)

    def inside(self, *argv):
        """`argv` on the gateway's machine."""
        return ("ip", "netns", "exec", self.lab.full(self.name), "sh", SCRIPT, self.base) + argv

    def launch(self, *options):
        self.process = self.lab.spawn(
            self.name, "sh", SCRIPT, self.base, os.path.join(self.build, "daemons/mgmtd/posternd"), "--foreground",
            "--rundir", self.rundir, "--config", self.startup, "--statedir", os.path.join(self.base, "state"), *options,
            log=f"{self.name}.log")

    def argv(self, *args):
        return self.inside(self.login_shell) + args

    def seat(self, user):
        return Seat(self, user)


class Seat(postern.Gateway):
    """The same gateway as one of its users has it."""

    def __init__(self, house, user):
        super().__init__(house.lab, house.name, house.build)
        self.house, self.user, self.base = house, user, house.home(user)

    def argv(self, *args, env=()):
        return self.house.inside("env", "-i", "TERM=xterm", "LANG=C.UTF-8", f"HOME={self.base}", *env, "setpriv", "--reuid",
                                 self.user, "--regid", self.user, "--init-groups", "--", self.house.login_shell) + args

    def call_from(self, env, *commands):
        """`postern -c …` with settings like SSH_CONNECTION=…"""
        args = [word for command in commands for word in ("-c", command)]
        return subprocess.run(self.argv(*args, env=env), capture_output=True, text=True, timeout=20,
                              stdin=subprocess.DEVNULL)


def crypted(password):
    if password is None:
        return "*"
    done = subprocess.run(("openssl", "passwd", "-6", "-stdin"), input=password, capture_output=True, text=True, check=True)
    return done.stdout.strip()
