#!/bin/sh
# double-fork.sh <stay|leave> <program and arguments>: starts a program as daemons start, in a session of its own and
# as the child of a process that has ended. Then it leaves, or stays as the parent in name that some supervisors want.
ending=$1
shift
setsid sh -c '"$@" </dev/null >/dev/null 2>&1 &' daemon "$@"
[ "$ending" = leave ] || exec sleep 600
