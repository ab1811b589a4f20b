import { symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defineService, defineServices, override, type ServiceDefinition, start, task } from '../../src/index'
import { createServiceStore } from '../../src/lifecycle/service-store'
import { createRun } from '../../src/run/run'
import { listed, supervise, type Supervised } from '../support/supervised'

let run: Supervised
let starts: string[]

beforeEach(async () => {
  run = await supervise()
  starts = []
})

afterEach(() => run.close())

/** A service that notes its start; those that a worker only names are called `theirs`. */
const service = (from = 'theirs', needs = {}) =>
  defineService({ needs, start: () => ({ from, start: starts.push(from) }) })

/** The data of the service that the supervisor gives to a new worker. */
async function dataOf(definition: ServiceDefinition): Promise<unknown> {
  return (await run.worker()(definition, {}))?.data
}

describe('a service that workers ask for', () => {
  test('is the same in every load of its file', async () => {
    const file = await run.addFile('services.mjs', { db: service('a') })
    const loads = [service(), service(), service()].map((db) => listed(file, 'db', db))
    const data = await Promise.all(loads.map(dataOf))
    expect(data).toEqual(loads.map(() => ({ from: 'a', start: 1 })))
  })

  test('is another one in another file, also under the same name', async () => {
    const first = await run.addFile('a.mjs', { db: service('a') })
    const second = await run.addFile('b.mjs', { db: service('b') })
    expect(await dataOf(listed(first, 'db', service()))).toMatchObject({ from: 'a' })
    expect(await dataOf(listed(second, 'db', service()))).toMatchObject({ from: 'b' })
  })

  test('is found by a link to its file', async () => {
    const file = await run.addFile('services.mjs', { db: service('a') })
    const link = join(dirname(file), 'link.mjs')
    symlinkSync(file, link)
    expect(await dataOf(listed(link, 'db', service()))).toMatchObject({ from: 'a' })
  })

  test('is shared when a services file lists what another one does', async () => {
    const file = await run.addFile('app.mjs', { database: service('a') })
    const theirs = listed('/not/of/this/run.mjs', 'db', service())
    expect(await dataOf(listed(file, 'database', theirs))).toMatchObject({ from: 'a' })
  })

  test('is left to the worker when no file of the run lists it', async () => {
    expect(await dataOf(service())).toBeUndefined()
    expect(await dataOf(listed('/not/of/this/run.mjs', 'db', service()))).toBeUndefined()
  })

  const versions: readonly [string, () => ServiceDefinition][] = [
    ['constructor', () => task(() => {})],
    ['scope', () => defineService({ scope: 'test', start: () => ({}) })],
    ['needs', () => service('theirs', { cache: service() })],
  ]
  test.each(versions)(
    'is refused in a version of its file with another %s, and the file is named',
    async (_, other) => {
      const file = await run.addFile('services.mjs', { db: service('a') })
      const failure = dataOf(listed(file, 'db', other()))
      await expect(failure).rejects.toThrow(TypeError)
      await expect(failure).rejects.toThrow(`${file} to list \`db\``)
      await expect(failure).rejects.toThrow('got `db` as service/run()')
      await expect(dataOf(listed(file, 'gone', service()))).rejects.toThrow('got no `gone`')
      expect(starts).toEqual([])
    },
  )

  test('is shared with variants of a service that needs it', async () => {
    const file = await run.addFile('services.mjs', { db: service('a') })
    const db = listed(file, 'db', service())
    const api = defineService({ needs: { db }, start: ({ needs }) => ({ db: needs.db.start }) })
    const store = createServiceStore({ run: createRun(), elsewhere: run.worker() })
    const shares = await Promise.all([store.acquire(override(api, {})), store.acquire(override(api, {}))])
    expect(shares.map(({ data }) => data)).toEqual([{ db: 1 }, { db: 1 }])
    expect(starts).toEqual(['a'])
    await store.close()
  })
})

test('a copy of a definition, made by spreading, is refused', async () => {
  const copy = { ...service() }
  expect(() => defineServices({ copy })).toThrow('got a copy of one')
  expect(() => override(copy, {})).toThrow('got a copy of one')
  await expect(start(copy)).rejects.toThrow('got a copy of one')
})
