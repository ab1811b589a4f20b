import { describe, expect, test } from 'vitest'
import { listDefinition } from '../../src/definition/service-listing'
import { command, defineService, external, inProcess, override, type ServerHandle, start, task } from '../../src/index'
import { expectGone } from '../support/expect-gone'
import { serverPath } from '../support/server-path'

const echo = ['node', serverPath('echo.mjs')]
const value = (name: string) => defineService({ start: () => ({ value: name }) })

/** Returns the environment of an echo server. */
async function environmentOf(api: ServerHandle): Promise<Record<string, string>> {
  const response = await api.fetch('/')
  return ((await response.json()) as { environment: Record<string, string> }).environment
}

describe('override', () => {
  test('makes a service of its own, with variables on top of those of the first one', async () => {
    const api = command(echo, { env: { LEVEL: 'info', GREETING: 'hello' } })
    const own = override(api, { env: (_, self) => ({ LEVEL: 'debug', GREETING: undefined, SELF: self.url }) })
    const [first, second] = await Promise.all([start(api), start(own)])
    expect(await environmentOf(first)).toMatchObject({ LEVEL: 'info', GREETING: 'hello' })
    const env = await environmentOf(second)
    expect(env).toMatchObject({ LEVEL: 'debug', SELF: second.url })
    expect(env).not.toHaveProperty('GREETING')
    await Promise.all([first.stop(), second.stop()])
    for (const handle of [first, second]) await expectGone(handle)
  })

  test('replaces a need in the whole graph below, where each has one variant', async () => {
    const db = value('real')
    const starts: string[] = []
    const model = defineService({
      needs: { db },
      start: ({ needs }) => {
        starts.push(needs.db.value)
        return needs.db
      },
    })
    const read = (name: 'left' | 'right') =>
      defineService({ needs: { model }, start: ({ needs }) => ({ [name]: needs.model.value }) })
    const web = defineService({
      needs: { left: read('left'), right: read('right'), db },
      start: ({ needs }) => ({ ...needs.left, ...needs.right, own: needs.db.value }),
    })
    const handle = await start(override(web, { needs: { db: value('fake') } }))
    expect(handle).toMatchObject({ left: 'fake', right: 'fake', own: 'fake' })
    expect(starts).toEqual(['fake'])
    expect(web.needs.db).toBe(db)
    await handle.stop()
  })

  test('keeps what does not need anything that is replaced', () => {
    const other = value('other')
    const web = defineService({ needs: { db: value('real'), other }, start: () => ({}) })
    expect(override(web, { needs: { db: value('fake') } }).needs.other).toBe(other)
  })

  test('ends with a replaced need, or with the scope that it is given', () => {
    const db = value('real')
    const api = command('node server.js', { needs: { db } })
    const perTest = defineService({ scope: 'test', start: () => ({ value: '' }) })
    expect(override(api, { needs: { db: perTest } }).scope).toBe('test')
    expect(override(api, { scope: 'file' }).scope).toBe('file')
    expect(override(override(api, { scope: 'file' }), { scope: 'run' }).scope).toBe('run')
  })

  test('varies every kind of service, and variants', async () => {
    const variants = [
      override(external('http://127.0.0.1:1'), { scope: 'test' }),
      override(
        inProcess(() => () => {}),
        { scope: 'test' },
      ),
      override(
        task(() => {}),
        { scope: 'test' },
      ),
      override(task('node seed.js', { env: { A: 1 } }), { scope: 'test', env: { A: 2 } }),
      override(override(value('x'), { scope: 'file' }), { scope: 'test' }),
    ]
    expect(variants.map(({ kind, scope }) => `${kind}: ${scope}`)).toEqual([
      'external: test',
      'inProcess: test',
      'task: test',
      'task: test',
      'service: test',
    ])
    expect(variants.every(Object.isFrozen)).toBe(true)
  })

  test('starts from the folder of the services file that lists the first one', async () => {
    const api = command(['node', 'echo.mjs'])
    listDefinition(api, { name: 'api', file: serverPath('echo.mjs') })
    const handle = await start(override(api, { env: { A: 1 } }))
    expect(await environmentOf(handle)).toMatchObject({ A: '1' })
    await handle.stop()
  })

  const db = value('real')
  const wrong: readonly [string, () => unknown, string][] = [
    ['what is no definition', () => override({} as typeof db, {}), 'definition'],
    ['a need that it does not have', () => override(command('node a'), { needs: { db } as never }), 'which needs none'],
    [
      'a scope that outlives a need',
      () => {
        const perFile = defineService({ scope: 'file', start: () => ({}) })
        return override(command('node a', { needs: { perFile } }), { scope: 'run' })
      },
      'scope',
    ],
    ['variables for what has none', () => override(db, { env: { A: 1 } }), 'env'],
    ['variables for a function', () => override(task(() => {}), { env: { A: 1 } }), 'env'], // prettier-ignore
  ]
  test.each(wrong)('refuses %s', (_, define, text) => {
    expect(define).toThrow(TypeError)
    expect(define).toThrow(text)
  })
})
