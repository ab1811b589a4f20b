# Listens on PORT with a queue for one, accepts nobody for DELAY seconds (for ever without it), then answers every request.
import os
import socket
import time

server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", int(os.environ["PORT"])))
server.listen(1)
time.sleep(float(os.environ.get("DELAY", "1000000")))
while True:
    connection, _ = server.accept()
    try:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
    except OSError:
        pass
    connection.close()
