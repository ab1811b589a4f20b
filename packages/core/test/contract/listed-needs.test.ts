import { describe, expect, test } from 'vitest'
import { command, defineService, inProcess, start } from '../../src/index'
import { serverPath } from '../support/server-path'

const echo = ['node', serverPath('echo.mjs')]
const cache = defineService({ start: () => ({ url: 'cache-url' }) })

/** As in JavaScript, where no type says that a name is not in `needs`. */
type AnyNeeds = Readonly<Record<string, { readonly url: string }>>
const readsDb = ({ db }: AnyNeeds) => ({ DATABASE_URL: (db as { readonly url: string }).url })

/** The error with which a start fails. */
async function failureOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => new Error('it has started'),
    (thrown: unknown) => thrown as Error,
  )
}

describe('a service whose function reads what is not in its `needs`', () => {
  test('does not start, and the error says how to add it', async () => {
    const error = await failureOf(start(command(echo, { env: readsDb as never })))
    expect(error.message).toContain('Expected `db` to be one of the needs: set `needs: { db }`')
    expect(error.stack?.split('\n')[1]).toContain('listed-needs.test.ts')
    const withCache = command(echo, { needs: { cache }, env: readsDb as never })
    expect((await failureOf(start(withCache))).message).toContain('one of the needs: add `db` to `needs`')
  })

  test('learns the near name', async () => {
    const env = (needs: AnyNeeds) => ({ REDIS_URL: (needs['cahce'] as { readonly url: string }).url })
    const error = await failureOf(start(command(echo, { needs: { cache }, env: env as never })))
    expect(error.message).toContain('Expected `cahce` to be one of the needs: did you mean `cache`?')
  })

  test('also in the factory of a server in this process', async () => {
    const factory = ({ db }: AnyNeeds) => new Map([[(db as { readonly url: string }).url, db]])
    const error = await failureOf(start(inProcess(factory as never)))
    expect(error.message).toContain('Expected `db` to be one of the needs: set `needs: { db }`')
  })

  test('may have optional parameters, now and later', async () => {
    interface Deps {
      readonly cache: { readonly url: string }
      readonly prefix?: string
      readonly mailer?: { readonly send: () => string }
    }
    const factory = ({ prefix = 'p', ...deps }: Deps) => ({
      fetch: () => new Response(`${prefix} ${(deps as Deps).mailer?.send() ?? 'none'}`),
    })
    const env = ({ prefix }: Deps) => ({ PREFIX: prefix, URL: 'x' })
    await using web = await start(inProcess(factory, { needs: { cache } }))
    expect(await (await web.fetch('/')).text()).toBe('p none')
    await using api = await start(command(echo, { needs: { cache }, env }))
    expect(api.port).toBeGreaterThan(0)
    const failing = ({ prefix }: Deps) => ({ PREFIX: prefix, URL: new URL('nowhere').href })
    expect((await failureOf(start(command(echo, { needs: { cache }, env: failing })))).message).toContain('Invalid URL')
  })

  test('names all that it has read in vain', async () => {
    const env = ({ db, redis }: AnyNeeds) => ({ URL: (db as { readonly url: string }).url, REDIS: redis?.url })
    const error = await failureOf(start(command(echo, { needs: { cache }, env: env as never })))
    expect(error.message).toContain(
      "Expected `db` and `redis` to be among the needs: add `db` and `redis` to `needs` (Cannot read properties of undefined (reading 'url'))",
    )
  })

  test('may spread, await and print them', async () => {
    const factory = async (needs: object) => {
      const text = JSON.stringify([Object.keys({ ...(await Promise.resolve(needs)) }), needs])
      return { fetch: () => new Response(text) }
    }
    const api = await start(inProcess(factory, { needs: { cache } }))
    expect(await (await api.fetch('/')).text()).toBe('[["cache"],{"cache":{"url":"cache-url"}}]')
    await api.stop()
  })
})
