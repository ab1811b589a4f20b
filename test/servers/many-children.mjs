// The plain server with twenty children, which do not end with it.
import { spawn } from 'node:child_process'

for (let count = 0; count < 20; count++) spawn('sleep', ['600'], { stdio: 'ignore' })
await import('./plain.mjs')
