// A server with a daemon that cannot be seen: no cookie, a session of its own, and its parents have ended.
import { execFileSync } from 'node:child_process'

const daemon = 'cd / && sleep 1000 >/dev/null 2>&1 & echo $!'
const env = { PATH: process.env.PATH }
console.log(`pids: ${process.pid} ${execFileSync('setsid', ['sh', '-c', daemon], { encoding: 'utf8', env }).trim()};`)
setInterval(() => undefined, 1e6)
