"""Reads MLLP frames over TLS and posts each message to the API; answers with an acknowledgement."""

import os
import socketserver
import ssl
import urllib.request

START, END = b"\x0b", b"\x1c\r"
TLS = os.environ.get("TLS_DIR", "/run/tls")
API = os.environ.get("API_URL", "https://api:8443")
TRUSTED = ssl.create_default_context(cafile=f"{TLS}/ca.crt")


class Listener(socketserver.StreamRequestHandler):
    def handle(self):
        buffer = b""
        while chunk := self.request.recv(4096):
            buffer += chunk
            while END in buffer:
                frame, buffer = buffer.split(END, 1)
                message = frame.lstrip(START)
                urllib.request.urlopen(API + "/api/messages", data=message, timeout=5, context=TRUSTED)
                control_id = message.split(b"\r", 1)[0].split(b"|")[9]
                self.request.sendall(START + b"MSA|AA|" + control_id + END)


if __name__ == "__main__":
    # Senders show a certificate too.
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=f"{TLS}/ca.crt")
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_cert_chain(f"{TLS}/tls.crt", f"{TLS}/tls.key")
    with socketserver.ThreadingTCPServer(("", int(os.environ.get("MLLP_PORT", "12575"))), Listener) as server:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.serve_forever()
