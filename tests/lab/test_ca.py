# SPDX-License-Identifier: Apache-2.0
"""A CA for the labs, made with the openssl program in a directory of the lab's own when it is needed."""
import os

import net

EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
RSA = ("-newkey", "rsa:2048")


class Authority:
    """A CA with its certificates: files NAME.key, NAME.pem, and NAME.p12 with the passphrase `secret`."""

    def __init__(self, directory, name="ca", key=EC):
        self.dir, self.name = directory, name
        os.makedirs(directory, exist_ok=True)
        with open(self.path("index"), "w", encoding="utf-8"):
            pass
        with open(self.path("cnf"), "w", encoding="utf-8") as f:
            f.write(f"[ca]\ndefault_ca=it\n[it]\ndatabase={self.path('index')}\ndefault_md=sha256\n"
                    f"crlnumber={self.path('number')}\ndefault_crl_days=30\n")
        with open(self.path("number"), "w", encoding="utf-8") as f:
            f.write("01\n")
        self.openssl("req", "-x509", *key, "-nodes", "-keyout", self.path("key"), "-out", self.path("pem"), "-days", "30",
                     "-subj", f"/CN=Lab {name}", "-addext", "basicConstraints=critical,CA:TRUE",
                     "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def path(self, kind, name=None):
        return os.path.join(self.dir, f"{name or self.name}.{kind}")

    def openssl(self, *args):
        return net.sh("openssl", *args)

    def pem(self, kind="pem", name=None):
        with open(self.path(kind, name), encoding="utf-8") as f:
            return f.read()

    def grant(self, request, name, *, days=20, extensions=""):
        """Signs a request (a file); `days` may be negative: a certificate that has ended."""
        with open(self.path("ext", name), "w", encoding="utf-8") as f:
            f.write(extensions)
        self.openssl("x509", "-req", "-in", request, "-CA", self.path("pem"), "-CAkey", self.path("key"), "-CAcreateserial",
                     "-days", str(days), "-sha256", "-out", self.path("pem", name), "-extfile", self.path("ext", name),
                     *(() if extensions else ("-copy_extensions", "copy")))

    def issue(self, name, *, key=RSA, names="", days=20, subject=None, more=""):
        """A key and a certificate; `names` as of subjectAltName, "DNS:gw.example.com,IP:192.0.2.1"."""
        self.openssl("req", *key, "-nodes", "-keyout", self.path("key", name), "-out", self.path("csr", name),
                     "-subj", subject or f"/O=Lab/CN={name}")
        alternative = f"subjectAltName={names}\n" if names else ""
        self.grant(self.path("csr", name), name, days=days, extensions=f"{alternative}basicConstraints=CA:FALSE\n{more}")
        self.openssl("pkcs12", "-export", "-in", self.path("pem", name), "-inkey", self.path("key", name), "-certfile",
                     self.path("pem"), "-out", self.path("p12", name), "-passout", "pass:secret")
        return self

    def revoke(self, *names):
        """The revocation list with these certificates in it, as PEM."""
        for name in names:
            self.openssl("ca", "-config", self.path("cnf"), "-cert", self.path("pem"), "-keyfile", self.path("key"), "-revoke",
                         self.path("pem", name))
        self.openssl("ca", "-config", self.path("cnf"), "-cert", self.path("pem"), "-keyfile", self.path("key"), "-gencrl",
                     "-out", self.path("crl"))
        return self.pem("crl")
