import { spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { builtPackage } from './support/built-package'
import { hasMysql } from './support/installed-mysql'
import { leftBehind } from './support/left-behind'
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

test.skipIf(!hasMysql).each([true, false])(
  'SIGKILL of the runner leaves nothing, whenever it comes; with a cached data folder: %s',
  async (isCached) => {
    const name = isCached ? 'mysqlKilledWarm' : 'mysqlKilledCold'
    for (const afterMs of moments) {
      const env = { ...process.env, PORTSIDE_CACHE: isCached ? cache : join(cache, String(afterMs)) }
      const { child } = await serve(name, { env })
      await once(child.stdout, 'data')
      await sleep(afterMs)
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    await expect.poll(() => leftBehind(name), { timeout: 20_000 }).toEqual([])
  },
)

test.runIf(hasMysql)('option files of the machine are not read', async () => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'mysql-home-')))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const options =
    '[mysqld]\nport=3306\nbind-address=192.0.2.1\nskip-networking\nno-such-option=1\n[server]\nno-such=1\n'
  for (const name of ['.my.cnf', 'my.cnf']) writeFileSync(join(home, name), options)
  const env = { ...process.env, HOME: home, MYSQL_HOME: home, PORTSIDE_CACHE: join(home, 'cache') }
  const { child, printed } = await serve('mysqlFiles', { env }, 'stop')
  const [code] = (await once(child, 'exit')) as [number]
  expect(await printed).toContain('"rows":[{"id":1}]')
  expect(code).toBe(0)
})

test.runIf(isRoot && hasMysql)('root has a server of another user, and no file of root is cached', async () => {
  const env = { ...process.env, PORTSIDE_CACHE: join(cache, 'root') }
  const { child, printed } = await serve('mysqlRoot', { env }, 'stop')
  const [code] = (await once(child, 'exit')) as [number]
  expect(await printed).toContain('"rows":[{"id":1}]')
  expect(code).toBe(0)
  expect(leftBehind('mysqlRoot')).toEqual([])
  const kept = join(cache, 'root', 'mysql')
  const owners = readdirSync(kept).map((key) => statSync(join(kept, key, 'content', 'ibdata1')).uid)
  expect(owners.length).toBeGreaterThan(0)
  expect(owners).not.toContain(0)
})

test.runIf(isRoot && hasMysql)(
  'another user without a home has a server, too, without anything of the first one',
  async () => {
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent' }
    const { child, printed } = await serve('mysqlNobody', { cwd: '/', env, uid: 65_534, gid: 65_534 })
    const output = child.stdout
    await once(output, 'data')
    await once(output, 'data')
    const [data = ''] = leftBehind('mysqlNobody')
    expect(statSync(data).uid).toBe(65_534)
    const pid = String(leftBehind('mysqlNobody').find((line) => line.includes('/data')))
    expect(readFileSync(`/proc/${pid.split(':')[0]}/status`, 'utf8')).toContain('Uid:\t65534')
    child.kill('SIGTERM')
    await once(child, 'exit')
    await printed
    await expect.poll(() => leftBehind('mysqlNobody'), { timeout: 10_000 }).toEqual([])
  },
)
