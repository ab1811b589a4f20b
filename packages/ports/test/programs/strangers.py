# Takes every port that the kernel hands out: by bind(0) on the address of the argument, or by outgoing connections.
import json, socket, sys

way = sys.argv[1]
ports, sockets = [], []
if way == 'connect':
    target = socket.socket()
    target.bind(('127.0.0.1', 9999))
    target.listen(1000)
try:
    while True:
        stranger = socket.socket(socket.AF_INET6 if ':' in way else socket.AF_INET)
        if way == 'connect':
            stranger.connect(('127.0.0.1', 9999))
        else:
            stranger.bind((way, 0))
        sockets.append(stranger)
        ports.append(stranger.getsockname()[1])
except OSError:
    pass
for stranger in sockets:
    # A reset: a connection that was closed politely would keep its port for a minute.
    if way == 'connect':
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\x01\0\0\0\0\0\0\0')
    stranger.close()
print(json.dumps(ports))
