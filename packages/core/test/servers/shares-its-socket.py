# As `uvicorn --reload`: listens itself, and shares the socket with its program, which exits with 3 at GET /die and is not started again.
import os
import signal
import socket

listener = socket.create_server((os.environ['HOST'], int(os.environ['PORT'])))
if os.fork() == 0:
    while True:
        connection, _ = listener.accept()
        # A client that connects and sends nothing must not keep the others waiting.
        connection.settimeout(1)
        try:
            request = connection.recv(65536)
        except OSError:
            request = b''
        if b'/die' in request:
            os._exit(3)
        if request == b'':
            connection.close()
            continue
        # Nor may one that has gone meanwhile end it.
        try:
            connection.sendall(b'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok')
        except OSError:
            pass
        connection.close()
signal.pause()
