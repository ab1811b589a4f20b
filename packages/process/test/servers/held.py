# `held.py serve` waits, and lets any process of its user trace it. `held.py hold <pid>` traces a process and stops it for
# good on its way out: ptrace(2), PTRACE_EVENT_EXIT. A process in this state has had its SIGKILL, and does not go.
import ctypes
import os
import signal
import sys

PR_SET_PTRACER, PR_SET_PTRACER_ANY = 0x59616D61, ctypes.c_ulong(-1)
PTRACE_SEIZE, PTRACE_O_TRACEEXIT = 0x4206, 0x40

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long

if sys.argv[1] == "serve":
    libc.prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0)
elif libc.ptrace(PTRACE_SEIZE, int(sys.argv[2]), None, PTRACE_O_TRACEEXIT) != 0:
    sys.exit(os.strerror(ctypes.get_errno()))
print(f"pids: {os.getpid()};", flush=True)
signal.pause()
