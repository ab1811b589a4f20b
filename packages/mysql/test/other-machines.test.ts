import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { hasMysql } from './support/installed-mysql'
import { leftBehind, ownName } from '../../service-kit/test/support/left-behind'
import { serveApart } from './support/serve-apart'

const cache = ownCache()
const server = ownName('mysqlMachine')
const isRoot = process.getuid?.() === 0

test.runIf(hasMysql)('option files of the machine are not read', async () => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'mysql-home-')))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const options =
    '[mysqld]\nport=3306\nbind-address=192.0.2.1\nskip-networking\nno-such-option=1\n[server]\nno-such=1\n'
  for (const name of ['.my.cnf', 'my.cnf']) writeFileSync(join(home, name), options)
  const env = { HOME: home, MYSQL_HOME: home, PORTSIDE_CACHE: join(home, 'cache') }
  expect(await serveApart(server, env)).toEqual({ code: 0, printed: '[{"one":1}]\n' })
})

test.runIf(isRoot && hasMysql)('root has a server of another user, and no file of root is cached', async () => {
  const env = { PORTSIDE_CACHE: join(cache, 'root') }
  expect(await serveApart(server, env)).toEqual({ code: 0, printed: '[{"one":1}]\n' })
  expect(leftBehind(server)).toEqual([])
  const kept = join(cache, 'root', 'mysql')
  const owners = readdirSync(kept).map((key) => statSync(join(kept, key, 'content', 'ibdata1')).uid)
  expect(owners.length).toBeGreaterThan(0)
  expect(owners).not.toContain(0)
})

test.runIf(isRoot && hasMysql)('a temporary folder that is closed to the user of the server is not used', async () => {
  const closed = realpathSync(mkdtempSync(join(tmpdir(), 'mysql-closed-')))
  onTestFinished(() => rmSync(closed, { recursive: true, force: true }))
  const env = { PORTSIDE_CACHE: join(cache, 'closed'), TMPDIR: closed }
  expect(await serveApart(server, env)).toEqual({ code: 0, printed: '[{"one":1}]\n' })
  expect(leftBehind(server)).toEqual([])
})

test.runIf(isRoot && hasMysql)('a full disk is named', async () => {
  const script = 'mount -t tmpfs -o size=20m,mode=1777 none /dev/shm && TMPDIR=/dev/shm exec "$@"'
  const env = { PORTSIDE_CACHE: join(cache, 'full') }
  const { code, printed } = await serveApart(server, env, ['unshare', '-m', 'sh', '-c', script, 'sh'])
  expect(code).toBe(1)
  expect(printed).toContain('Error 28 is ENOSPC: there is no space left.')
  expect(printed).toMatch(/\| .*(error|errno|Errcode).* 28\b/)
  expect(leftBehind(server)).toEqual([])
})
