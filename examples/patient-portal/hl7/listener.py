"""Reads MLLP frames and posts each message to the API; answers with an acknowledgement."""

import os
import socketserver
import urllib.request

START, END = b"\x0b", b"\x1c\r"
API = os.environ.get("API_URL", "http://api:8000")


class Listener(socketserver.StreamRequestHandler):
    def handle(self):
        buffer = b""
        while chunk := self.request.recv(4096):
            buffer += chunk
            while END in buffer:
                frame, buffer = buffer.split(END, 1)
                message = frame.lstrip(START)
                urllib.request.urlopen(API + "/api/messages", data=message, timeout=5)
                control_id = message.split(b"\r", 1)[0].split(b"|")[9]
                self.request.sendall(START + b"MSA|AA|" + control_id + END)


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("", int(os.environ.get("MLLP_PORT", "2575"))), Listener) as server:
        server.serve_forever()
