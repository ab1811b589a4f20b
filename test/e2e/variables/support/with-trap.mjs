// Runs a command beside a PostgreSQL whose rows no test may see: `node with-trap.mjs <port or lease> <script> <command…>`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { command, probe, start } from '../../../../packages/portside/dist/index.js'

const [port, script, ...argv] = process.argv.slice(2)
const trap = await start(
  command(['sh', script, 'trap'], {
    port: port === 'lease' ? 'lease' : Number(port),
    ready: probe.postgres(),
    stopSignal: 'SIGINT',
  }),
)
const TRAP_URL = `postgres://postgres:trapped@127.0.0.1:${trap.port}/postgres`
const shell = process.env.IN_SHELL === '1' ? { DATABASE_URL: TRAP_URL } : {}
const child = spawn(argv[0], argv.slice(1), { stdio: 'inherit', env: { ...process.env, TRAP_URL, ...shell } })
const [code] = await once(child, 'exit')
await trap.stop()
process.exitCode = code ?? 1
