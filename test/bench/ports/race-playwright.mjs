import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageBin } from '../support/package-folder.mjs'
import { programPath } from '../support/program.mjs'

/**
 * Lets two runs of Playwright Test, each with a `webServer` on `port`, begin at the same moment. Resolves with how each ended: `own`, passed
 * against its own server; `other`, passed against the server of the other run; `failed`. The second one's server listens `lag` milliseconds later, as with a cold cache.
 */
export async function racePlaywright({ port, mark, lag }) {
  const runs = [
    ['left', 0],
    ['right', lag],
  ]
  return Promise.all(runs.map(([name, ownLag]) => runOnce(name, { port, mark, lag: ownLag })))
}

async function runOnce(name, { port, mark, lag }) {
  const [variable, value] = mark.split('=')
  const folder = await mkdtemp(join(tmpdir(), 'portside-race-'))
  const race = { RACE_PORT: String(port), RACE_NAME: name, RACE_LAG: String(lag), RACE_FOLDER: folder }
  const env = { ...process.env, [variable]: value, ...race }
  const argv = [packageBin('@playwright/test', 'playwright'), 'test', '--config', programPath('fixed-port.config.mjs')]
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const [code] = await once(child, 'close')
  await rm(folder, { recursive: true })
  const [, server] = /answered by (\w+)\./.exec(output) ?? []
  if (code === 0 && server === undefined) throw new Error(`Playwright passed and named no server:\n${output}`)
  if (code !== 0) return { end: 'failed', output }
  return { end: server === name ? 'own' : 'other', output }
}
