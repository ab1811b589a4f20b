import { describe, expect, test } from 'vitest'
import { listDefinition } from '../../src/definition/service-listing'
import { defineService, type ServiceScope } from '../../src/index'
import { createServiceStore } from '../../src/lifecycle/service-store'
import { createRun } from '../../src/run/run'

/** Services that note what happens to them. */
function recorder() {
  const order: string[] = []
  const service = (name: string, needs = {}, scope?: ServiceScope) =>
    defineService({
      needs,
      ...(scope === undefined ? {} : { scope }),
      start: ({ onCleanup }) => {
        order.push(`${name}:start`)
        onCleanup(() => order.push(`${name}:stop`))
        return {}
      },
    })
  return { order, service }
}

describe('createServiceStore', () => {
  test('starts once for all who ask at the same moment, and stops with the last of them', async () => {
    const { order, service } = recorder()
    const store = createServiceStore({ run: createRun() })
    const definition = service('db')
    const shares = await Promise.all(Array.from({ length: 20 }, () => store.acquire(definition)))
    for (const share of shares.slice(1)) await share.release()
    expect(order).toEqual(['db:start'])
    await shares[0]?.release()
    expect(order).toEqual(['db:start', 'db:stop'])
  })

  test('keeps the scopes that it is asked to keep until it is closed', async () => {
    const { order, service } = recorder()
    const store = createServiceStore({ run: createRun(), keeps: ['run'] })
    const definition = service('db')
    await (await store.acquire(definition)).release()
    await (await store.acquire(definition)).release()
    expect(order).toEqual(['db:start'])
    await store.close()
    expect(order).toEqual(['db:start', 'db:stop'])
  })

  test('starts an instance for each key of the scope', async () => {
    const { order, service } = recorder()
    const store = createServiceStore({ run: createRun() })
    const db = service('db')
    const api = service('api', { db }, 'file')
    const first = await store.acquire(api, { file: 'a' })
    const second = await store.acquire(api, { file: 'b' })
    expect(order).toEqual(['db:start', 'api:start', 'api:start'])
    await first.release()
    await second.release()
    expect(order).toEqual(['db:start', 'api:start', 'api:start', 'api:stop', 'api:stop', 'db:stop'])
  })

  test('stops each service before those that it needs when it is closed', async () => {
    const { order, service } = recorder()
    const store = createServiceStore({ run: createRun() })
    const db = service('db')
    const api = service('api', { db })
    await store.acquire(db)
    await store.acquire(service('web', { api, db }))
    await store.close()
    expect(order).toEqual(['db:start', 'api:start', 'web:start', 'web:stop', 'api:stop', 'db:stop'])
  })

  test('starts from the folder of the services file, for what a listed service needs too', async () => {
    const folders: string[] = []
    const service = (needs = {}) => defineService({ needs, start: ({ directory }) => (folders.push(directory), {}) })
    const api = service({ db: service() })
    listDefinition(api, { name: 'api', file: '/srv/project/services.ts' })
    const store = createServiceStore({ run: createRun() })
    await store.acquire(api)
    await store.acquire(service())
    await store.close()
    expect(folders).toEqual(['/srv/project', '/srv/project', process.cwd()])
  })

  test('tries again after a failure, but not where the failure is kept', async () => {
    let tries = 0
    const flaky = defineService({ start: () => Promise.reject(new Error(`try ${(tries += 1)}`)) })
    const trying = createServiceStore({ run: createRun() })
    await expect(trying.acquire(flaky)).rejects.toThrow('try 1')
    await expect(trying.acquire(flaky)).rejects.toThrow('try 2')
    const keeping = createServiceStore({ run: createRun(), keeps: ['run'] })
    await expect(keeping.acquire(flaky)).rejects.toThrow('try 3')
    await expect(keeping.acquire(flaky)).rejects.toThrow('try 3')
  })

  test('stops what was started when something else that is needed fails', async () => {
    const { order, service } = recorder()
    const store = createServiceStore({ run: createRun() })
    const broken = defineService({ start: () => Promise.reject(new Error('broken')) })
    await expect(
      store.acquire(defineService({ needs: { db: service('db'), broken }, start: () => ({}) })),
    ).rejects.toThrow('broken')
    await store.close()
    expect(order).toEqual(['db:start', 'db:stop'])
  })

  test('throws the first error of a stop after everything has been stopped', async () => {
    const { order, service } = recorder()
    const store = createServiceStore({ run: createRun() })
    const db = service('db')
    const stubborn = defineService({
      needs: { db },
      start: ({ onCleanup }) => (onCleanup(() => Promise.reject(new Error('stuck'))), {}),
    })
    await store.acquire(stubborn)
    await expect(store.close()).rejects.toThrow('stuck')
    expect(order).toEqual(['db:start', 'db:stop'])
  })
})
