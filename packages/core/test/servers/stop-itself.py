# Listens on PORT if LISTEN is set, and stops itself by SIGSTOP.
import os
import signal
import socket

server = socket.socket()
if "LISTEN" in os.environ:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", int(os.environ["PORT"])))
    server.listen()
os.kill(os.getpid(), signal.SIGSTOP)
