import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { command, defineService, inProcess, override, task } from '../../src/index'
import { listed, supervise, type Supervised } from '../support/supervised'
import { warningsOf } from '../support/warnings-of'

let run: Supervised
let starts: string[]

beforeEach(async () => {
  run = await supervise()
  starts = []
})

afterEach(() => run.close())

const service = (name: string, options = {}) =>
  defineService({ ...options, start: () => ({ start: starts.push(name) }) })

describe('eager services', () => {
  test('are started ahead of need, with what they need, and shared with whoever asks', async () => {
    const db = service('db')
    const file = await run.addFile('eager.mjs', {
      lazy: service('lazy'),
      api: service('api', { eager: true, needs: { db } }),
    })
    await expect.poll(() => starts).toEqual(['db', 'api'])
    const share = await run.worker()(listed(file, 'api', service('theirs', { needs: { db } })), {})
    expect(share?.data).toEqual({ start: 2 })
    await share?.release()
  })

  test('wait where their file is added without them, and are started once when it is added again', async () => {
    const file = await run.addFile('eager.mjs', { api: service('api', { eager: true }) }, { startsEager: false })
    await run
      .worker()(listed(file, 'lazy', service('lazy')), {})
      .catch(() => undefined)
    expect(starts).toEqual([])
    await Promise.all([run.supervisor.addServices(file), run.supervisor.addServices(file)])
    await expect.poll(() => starts).toEqual(['api'])
  })

  test('do not keep a run from ending that ends before they are ready', async () => {
    const began = new Promise<void>((resolve) => {
      const start = async ({ signal }: { readonly signal: AbortSignal }) => {
        resolve()
        await once(signal, 'abort')
        return {}
      }
      void run.addFile('eager.mjs', { slow: defineService({ eager: true, start }) })
    })
    await began
    expect(await warningsOf(undefined, () => run.supervisor.close())).toEqual([])
  })

  test('are warned of at the end of a run when they did not start and nobody has asked', async () => {
    await run.addFile('eager.mjs', { broken: broken() })
    await expect.poll(() => starts).toEqual(['broken'])
    await new Promise((resolve) => setImmediate(resolve))
    const [warning = ''] = await warningsOf(undefined, () => run.supervisor.close())
    expect(warning).toContain('broken is eager and did not start')
    expect(warning).toContain('no disk')
  })

  test('say to whoever asks why they did not start, and nobody else', async () => {
    const file = await run.addFile('eager.mjs', { broken: broken() })
    await expect.poll(() => starts).toEqual(['broken'])
    await expect(run.worker()(listed(file, 'broken', broken()), {})).rejects.toThrow('no disk')
    expect(starts).toEqual(['broken'])
    expect(await warningsOf(undefined, () => run.supervisor.close())).toEqual([])
  })

  test('have no variants that are eager', () => {
    expect(override(service('api', { eager: true }), { scope: 'test' }).isEager).toBe(false)
  })

  test.each([
    () => command('node server.js', { eager: true, scope: 'file' }),
    () => inProcess(() => () => {}, { eager: true }),
    () => task('node seed.js', { eager: true, needs: { perTest: service('db', { scope: 'test' }) } }),
  ])('live as long as the run: %s', (define) => {
    expect(define).toThrow('Expected `eager`')
  })
})

const broken = () =>
  defineService({
    eager: true,
    start: () => {
      starts.push('broken')
      throw new TypeError('no disk')
    },
  })
