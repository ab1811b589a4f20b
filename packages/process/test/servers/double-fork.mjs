// A server that starts a daemon: its parent has ended, it has a session of its own, and it is elsewhere.
import { execFileSync } from 'node:child_process'

const daemon = 'cd / && sleep 1000 >/dev/null 2>&1 & echo $!'
console.log(`pids: ${process.pid} ${execFileSync('setsid', ['sh', '-c', daemon], { encoding: 'utf8' }).trim()};`)
setInterval(() => undefined, 1e6)
