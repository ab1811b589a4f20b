# Ignores SIGTERM with `stubborn`. Its main thread ends, and another one goes on: by the state of its first thread it is a zombie, and it still listens.
import ctypes
import os
import signal
import socket
import sys
import threading
import time

if 'stubborn' in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
listener = socket.create_server(('127.0.0.1', 0))
threading.Thread(target=time.sleep, args=(60,)).start()
print(f'port: {listener.getsockname()[1]}, pids: {os.getpid()};', flush=True)
ctypes.CDLL(None).pthread_exit(None)
