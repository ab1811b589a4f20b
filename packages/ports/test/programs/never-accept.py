# Listens with a queue for one, prints its port, and accepts nobody until its input ends.
import socket
import sys

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(1)
print(server.getsockname()[1], flush=True)
sys.stdin.read()
