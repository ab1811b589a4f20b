// To be run in a network namespace of its own. Starts a server on `host` after a shell has run `setup` with its PORT, and prints
// the error, how long it took, and who still listens.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const [file, json] = process.argv.slice(2)
const { host = '127.0.0.1', setup = '', ...options } = JSON.parse(json)
const { command, start } = await import(file)

const script = `require('node:http').createServer((q, r) => r.end()).listen(process.env.PORT, process.env.HOST)`
let ownPort = 0
const env = (_, { port }) => {
  ownPort = port
  execFileSync('sh', ['-ec', setup], { env: { ...process.env, PORT: String(port) } })
  return {}
}
const startedAtMs = performance.now()
const { code, message, evidence, hints } = await start(
  command([process.execPath, '-e', script], { ...options, host, env }),
).then(
  (api) => api.stop().then(() => ({ code: 'none', message: 'it is ready', evidence: [], hints: [] })),
  (error) => error,
)
const elapsedMs = performance.now() - startedAtMs
const rows = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFileSync(path, 'utf8')).join('')
const isLeft = new RegExp(`:${ownPort.toString(16).toUpperCase().padStart(4, '0')} [0-9A-F]+:0000 0A`).test(rows)
console.log(JSON.stringify({ code, message, evidence, hints, elapsedMs, isLeft, port: ownPort }))
