# Listens with a queue that is full, prints its address, and accepts nobody until its input ends.
import socket
import sys

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(0)
taken = socket.create_connection(server.getsockname())
print("%s:%d" % server.getsockname(), flush=True)
sys.stdin.read()
