// A server with twenty children in its process group.
import { spawn } from 'node:child_process'

const children = Array.from({ length: 20 }, () => spawn('sleep', ['1000'], { stdio: 'ignore' }))
console.log(`pids: ${[process, ...children].map(({ pid }) => pid).join(' ')};`)
