// The processes of a package manager: this program, a shell, and the server; signals are not passed on.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

process.on('SIGTERM', () => undefined)
const server = fileURLToPath(new URL('plain.mjs', import.meta.url))
const shell = spawn('/bin/sh', ['-c', `"${process.execPath}" "${server}"; true`], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
shell.stdout.on('data', (chunk) => console.log(`pids: ${process.pid} ${shell.pid} ${/\d+/.exec(String(chunk))?.[0]};`))
