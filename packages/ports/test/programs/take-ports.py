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
        taken = socket.socket(socket.AF_INET6 if ':' in way else socket.AF_INET)
        if way == 'connect':
            taken.connect(('127.0.0.1', 9999))
        else:
            taken.bind((way, 0))
        sockets.append(taken)
        ports.append(taken.getsockname()[1])
except OSError:
    pass
for taken in sockets:
    # A reset: a connection that was closed politely would keep its port for a minute.
    if way == 'connect':
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\x01\0\0\0\0\0\0\0')
    taken.close()
print(json.dumps(ports))
