// A server with a child that has a session of its own, and an empty environment.
import { spawn } from 'node:child_process'

const child = spawn('sleep', ['1000'], { stdio: 'ignore', detached: true, env: { PATH: process.env.PATH } })
console.log(`pids: ${process.pid} ${child.pid};`)
