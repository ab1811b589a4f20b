# Binds and listens without SO_REUSEADDR (or with SO_REUSEPORT alone), prints "listening" or the error's name, and
# answers "python" until its input ends.
import errno, socket, sys, threading

host, port, option = sys.argv[1], int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ''
server = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET)
if option == 'reuseport':
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
if option == 'reuseaddr':
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    server.bind((host, port))
    server.listen()
except OSError as error:
    print(errno.errorcode[error.errno], flush=True)
    sys.exit(1)
print('listening', flush=True)


def answer():
    while True:
        client, _ = server.accept()
        client.sendall(b'python')
        client.close()


threading.Thread(target=answer, daemon=True).start()
sys.stdin.read()
