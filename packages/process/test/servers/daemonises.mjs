// A command that leaves a daemon behind and ends with 0.
import { execFileSync } from 'node:child_process'

const daemon = 'cd / && sleep 1000 >/dev/null 2>&1 & echo $!'
console.log(`pids: ${execFileSync('setsid', ['sh', '-c', daemon], { encoding: 'utf8' }).trim()};`)
