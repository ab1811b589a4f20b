import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command, start } from '@portside/core'
import { isPortsideError } from '@portside/errors'
import { MongoClient } from 'mongodb'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { database, type DatabaseHandle, type DatabaseOptions, mongodb, type MongodbOptions } from '../src/index'
import { configurationOf, settingsOf } from '../src/server/settings'
import { optionsFor, serve } from './programs/serve'
import { hasMongod, hasServer, provideServer, serverName } from './support/server'

provideServer()
afterEach(() => vi.unstubAllEnvs())

function folderOf(programs: Readonly<Record<string, string | Buffer>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mongodb-fake-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text, { mode: 0o755 })
  return folder
}

describe.skipIf(!hasServer)(`mongodb() ${serverName}`, () => {
  test('runs commands, and keeps its port over a restart', async () => {
    const server = await serve('mongoUnit')
    const { url, port } = server
    expect(await server.command({ ping: 1 })).toMatchObject({ ok: 1 })
    await expect(server.command({ nonsense: 1 })).rejects.toThrow(/no such command/)
    await server.restart()
    expect([server.url, server.port]).toEqual([url, port])
    expect(await server.command({ ping: 1 })).toMatchObject({ ok: 1 })
    expect(server.env).toEqual({ MONGODB_URI: url, MONGODB_URL: url, MONGO_URL: url })
    await server.stop()
  })

  test.skipIf(!hasMongod)(
    hasMongod
      ? 'nobody reads without the password, which is new at each start'
      : 'nobody reads without the password (skipped: jongodb knows none)',
    async () => {
      const [one, two] = await Promise.all([serve('mongoOne'), serve('mongoTwo')])
      expect(one.password).not.toBe(two.password)
      for (const login of ['', `portside:${one.password}@`]) {
        const url = two.url.replace(/(?<=\/\/)[^@]*@/, login)
        const client = new MongoClient(url, { serverSelectionTimeoutMS: 2000 })
        await expect(client.db('test').collection('x').insertOne({})).rejects.toThrow(/auth/i)
        await client.close()
      }
      await Promise.all([one.stop(), two.stop()])
    },
  )

  test('an app gets the address by `needs`', async () => {
    const db = mongodb(optionsFor({}))
    const program = `require('node:http').createServer((_, answer) => answer.end(process.env.MONGODB_URI)).listen(process.env.PORT, '127.0.0.1')`
    const api = await start(command(['node', '-e', program], { needs: { db }, env: ({ db }) => ({ ...db.env }) }))
    expect(await (await api.fetch('/')).text()).toMatch(/^mongodb:\/\/\S*127\.0\.0\.1:\d+\/\?\S*directConnection=true$/)
    await api.stop()
  })

  test('each test has a database with what its seed has made, also its indexes, and nothing of another', async () => {
    const store = createServiceStore({ run: createRun(), keeps: ['run'], directory: tmpdir() })
    const definition = database(mongodb(optionsFor({})), {
      scope: 'test',
      seed: async ({ command }) => {
        await command({ createIndexes: 'users', indexes: [{ key: { name: 1 }, name: 'name', unique: true }] })
        await command({ insert: 'users', documents: [{ name: 'Ann' }] })
      },
      client: { open: (url) => new MongoClient(url), close: (client) => client.close() },
    })
    const acquire = async (test: string) => store.acquire(definition, { worker: '1', file: 'a', test }, 'db')
    const shares = await Promise.all([acquire('one'), acquire('two')])
    const [one, two] = shares.map(({ handle }) => handle as DatabaseHandle<MongoClient>)
    expect(one?.port).toBe(two?.port)
    expect(one?.database).not.toBe(two?.database)
    for (const db of [one, two]) {
      const users = db?.client.db().collection('users')
      expect(await users?.find().toArray()).toMatchObject([{ name: 'Ann' }])
      await users?.insertOne({ name: 'Bob' })
      await expect(users?.insertOne({ name: 'Ann' })).rejects.toThrow('E11000')
    }
    expect(await one?.command({ find: 'users' })).toMatchObject({ cursor: { firstBatch: [{}, {}] } })
    await Promise.all(shares.map(({ release }) => release()))
    await store.close()
  })

  test('a server that runs already is used', async () => {
    const server = await serve('mongoTheirs')
    const theirs = await serve('mongoGiven', { existing: server.url })
    expect(theirs.pid).toBeUndefined()
    expect(await theirs.command({ ping: 1 })).toMatchObject({ ok: 1 })
    await theirs.stop()
    await server.stop()
  })

  test.skipIf(!hasMongod)(
    hasMongod
      ? 'on a server that runs already, databases are dropped'
      : 'on a server that runs already, databases are dropped (skipped: jongodb cannot)',
    async () => {
      const server = await serve('mongoDrops')
      const db = await start(
        database(mongodb({ existing: server.url }), {
          seed: ({ command }) => command({ insert: 'notes', documents: [{ text: 'seeded' }] }),
        }),
      )
      expect(db.url).toContain('authSource=admin')
      await db.stop()
      const { databases } = await server.command<{ databases: { name: string }[] }>({ listDatabases: 1 })
      expect(databases.map(({ name }) => name).filter((name) => name.startsWith('db_'))).toEqual([])
      await server.stop()
    },
  )

  test.skipIf(!hasMongod)(
    hasMongod
      ? 'the databases of tests are dropped on our own server, too'
      : 'the databases of tests are dropped on our own server, too (skipped: jongodb cannot)',
    async () => {
      const store = createServiceStore({ run: createRun(), keeps: ['run'], directory: tmpdir() })
      const definition = database(mongodb(optionsFor({})), {
        scope: 'test',
        seed: ({ command }) => command({ insert: 'notes', documents: [{ text: 'seeded' }] }),
      })
      const acquire = (test: string) => store.acquire(definition, { worker: '1', file: 'a', test }, 'db')
      const [first, second] = [await acquire('one'), await acquire('two')]
      await first.release()
      const { url } = second.handle as DatabaseHandle
      const client = new MongoClient(url)
      const names = async () => (await client.db().admin().listDatabases()).databases.map(({ name }) => name)
      await expect.poll(async () => (await names()).filter((name) => name.startsWith('db_'))).toHaveLength(1)
      await client.close()
      await second.release()
      await store.close()
    },
  )

  test('a seed that fails has its error', async () => {
    const failing = database(mongodb(optionsFor({})), { seed: ({ command }) => command({ nonsense: 1 }) })
    await expect(start(failing)).rejects.toThrow(/no such command/)
  })

  test('the binary of mongodb-memory-server is found by its own name, the newest first', async () => {
    const { PATH = '' } = process.env
    const mongod = PATH.split(':').map((folder) => join(folder, 'mongod'))
    const script = `#!/bin/sh\nfor program in ${mongod.join(' ')}; do [ -x "$program" ] && exec "$program" "$@"; done\n`
    const folder = folderOf({ 'mongod-x64-debian-7.0.14': '#!/bin/sh\nexit 9\n', 'mongod-x64-debian-8.0.4': script })
    vi.stubEnv('MONGOMS_DOWNLOAD_DIR', folder)
    vi.stubEnv('PORTSIDE_MONGODB_BIN', '')
    const server = await serve('mongoPacked')
    expect(await server.command({ ping: 1 })).toMatchObject({ ok: 1 })
    await server.stop()
  })
})

test('a server that cannot run has its own line, the code and the path, at once', async () => {
  const line = 'error while loading shared libraries: libcrypto.so.1.1: cannot open shared object file'
  const binaries = folderOf({ mongod: `#!/bin/sh\necho "$0: ${line}" >&2\nexit 127\n` })
  const error: unknown = await serve('mongoLoader', { binaries }).catch((reason: unknown) => reason)
  if (!isPortsideError(error)) throw error
  expect(error.code).toBe('E_EXITED_EARLY')
  for (const part of [line, '127', join(binaries, 'mongod')]) expect(error.message).toContain(part)
})

test('the configuration has the settings by their sections, and those of portside', () => {
  const settings = settingsOf({ 'operationProfiling.mode': 'all', 'security.authorization': 'disabled' }, '/data')
  expect(JSON.parse(configurationOf(settings))).toMatchObject({
    net: { bindIp: '127.0.0.1', unixDomainSocket: { enabled: false } },
    operationProfiling: { mode: 'all' },
    security: { authorization: 'disabled' },
    storage: { dbPath: '/data', wiredTiger: { engineConfig: { cacheSizeGB: 0.25 } } },
  })
})

test('the binary of the project is found in its cache', async () => {
  const folder = folderOf({})
  const cache = join(folder, 'node_modules/.cache/mongodb-memory-server')
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'mongod-x64-debian-8.0.4'), '#!/bin/sh\necho "the one of the project" >&2; exit 3\n', {
    mode: 0o755,
  })
  vi.stubEnv('PORTSIDE_MONGODB_BIN', '')
  vi.stubEnv('HOME', folder)
  const starting = start(mongodb(), { directory: join(folder, 'packages/api') })
  await expect(starting).rejects.toThrow('the one of the project')
  await expect(starting).rejects.toThrow('(the npm package mongodb-memory-server)')
})

test('`version` takes the binary of that version from whatever folder has it', async () => {
  const program = (version: string) =>
    `#!/bin/sh\n[ "$1" = --version ] && exec echo "db version v${version}"\necho "the one of ${version}" >&2; exit 3\n`
  const folder = folderOf({})
  const [own, cache] = ['own', 'node_modules/.cache/mongodb-memory-server'].map((path) => join(folder, path))
  for (const [path, version] of [
    [own, '8.0.4'],
    [own, '7.0.9'],
    [own, '7.0.14'],
    [cache, '6.0.9'],
    [cache, '7.0.2'],
  ]) {
    mkdirSync(path ?? '', { recursive: true })
    writeFileSync(join(path ?? '', `mongod-x64-debian-${version}`), program(version ?? ''), { mode: 0o755 })
  }
  vi.stubEnv('PORTSIDE_MONGODB_BIN', '')
  vi.stubEnv('HOME', folder)
  vi.stubEnv('MONGOMS_DOWNLOAD_DIR', own)
  const starting = (version: number) => start(mongodb({ version }), { directory: folder })
  await expect(starting(8)).rejects.toThrow('the one of 8.0.4')
  await expect(starting(7)).rejects.toThrow('the one of 7.0.14')
  await expect(starting(6)).rejects.toThrow('the one of 6.0.9')
  await expect(starting(5)).rejects.toThrow('it is 8.0.4, not MongoDB 5')
  await expect(starting(5)).rejects.toThrow(
    'Install it: `npm install --save-dev mongodb-memory-server`, which downloads it.',
  )
  await expect(starting(5)).rejects.toThrow(
    'If install scripts are off, run `node node_modules/mongodb-memory-server/postinstall.js` then.',
  )
  await expect(starting(5)).rejects.toThrow(
    "Or install MongoDB's own package: https://www.mongodb.com/docs/manual/administration/install-community/",
  )
})

test.each([
  [{ binaries: '/nonexistent' }, 'binaries'],
  [{ settings: { 'net.port': 1 } }, 'settings.net.port'],
  [{ settings: { 'replication.replSetName': 'rs' } }, 'settings.replication.replSetName'],
  [{ settings: { '--port': 1 } }, 'settings'],
  [{ existing: 'mongodb+srv://host' }, 'existing'],
  [{ existing: 'mongodb://h1,h2/db' }, 'one host'],
  [{ existing: 'mongodb:///db' }, 'one host'],
  [{ version: '8' }, 'version'],
  [{ setting: {} }, 'setting'],
])('wrong options are a TypeError: %j', async (options, option) => {
  const starting = (async () => start(mongodb(options as MongodbOptions)))()
  await expect(starting).rejects.toThrow(TypeError)
  await expect(starting).rejects.toThrow(option)
})

test.each([
  [{ seed: './seed.js' }, 'seed'],
  [{ client: {} }, 'client'],
  [{ reset: 'test' }, 'reset'],
])('wrong options of database() are a TypeError: %j', (options, option) => {
  const define = () => database(mongodb(), options as DatabaseOptions)
  expect(define).toThrow(TypeError)
  expect(define).toThrow(option)
})
