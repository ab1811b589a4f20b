// A command that leaves a daemon behind which cannot be seen, and ends with 0.
import { execFileSync } from 'node:child_process'

const daemon = 'cd / && sleep 1000 >/dev/null 2>&1 & echo $!'
const env = { PATH: process.env.PATH }
console.log(`pids: ${execFileSync('setsid', ['sh', '-c', daemon], { encoding: 'utf8', env }).trim()};`)
