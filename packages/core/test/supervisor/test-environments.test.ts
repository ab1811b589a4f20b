import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { command, defineServices, inProcess, override } from '../../src/index'
import type { Services } from '../../src/index'
import { errorOf } from '../support/error-of'
import { serverPath } from '../support/server-path'
import { supervise, type Supervised } from '../support/supervised'

const echo = ['node', serverPath('echo.mjs')]

/** The services that were started, in the order of their starts. */
let started: string[]
let run: Supervised
beforeEach(async () => {
  started = []
  run = await supervise()
})
afterEach(() => run.close())

/** A server in this process that notes its start. */
function recorded(name: string) {
  return inProcess(
    () => {
      started.push(name)
      return (_, response) => response.end()
    },
    { scope: 'run' },
  )
}

async function environmentOf(services: Services, worker = '1') {
  const file = await run.addFile('services.mjs', services)
  return run.supervisor.environment({ file, worker })
}

describe('the variables of tests', () => {
  test('are evaluated once the services that the function takes have started, and no other is', async () => {
    const [db, api, other] = [recorded('db'), recorded('api'), recorded('other')]
    const services = defineServices(
      { db, api, other },
      { env: ({ db, api }) => ({ DATABASE_URL: db.url, API_PORT: String(api.port), REGION: undefined }) },
    )
    expect(await environmentOf(services)).toEqual({
      values: {
        DATABASE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        API_PORT: expect.stringMatching(/^\d+$/),
        REGION: null,
      },
      perWorker: [],
    })
    expect(started.toSorted()).toEqual(['api', 'db'])
    expect(await environmentOf(services)).toEqual(await environmentOf(services))
    expect(started).toHaveLength(2)
  })

  test('start the services that the function reads one after the other, or under a condition', async () => {
    const [db, api, other] = [recorded('db'), recorded('api'), recorded('other')]
    const services = defineServices(
      { db, api, other },
      { env: (all) => ({ A: all.db.url, B: all.db.port > 0 ? all.api.url : all.other.url }) },
    )
    expect(Object.keys((await environmentOf(services))?.values ?? {})).toEqual(['A', 'B'])
    expect(started).toEqual(['db', 'api'])
  })

  test('are not evaluated with a service that is not ready, whatever the function catches', async () => {
    const db = recorded('db')
    const services = defineServices(
      { db },
      {
        env: ({ db }) => {
          try {
            return { A: `${db.url}/x`, B: String(Object.keys(db).length > 0) }
          } catch {
            return { A: 'caught' }
          }
        },
      },
    )
    expect((await environmentOf(services))?.values).toEqual({ A: expect.stringMatching(/^http.*\/x$/), B: 'true' })
  })

  test('have a value for each worker if they come from a service of one', async () => {
    const perWorker = command(echo, { scope: 'worker' })
    const services = defineServices({ perWorker }, { env: ({ perWorker }) => ({ URL: perWorker.url }) })
    const [first, again, second] = [
      await environmentOf(services, '1'),
      await environmentOf(services, '1'),
      await environmentOf(services, '2'),
    ]
    expect(first?.perWorker).toEqual(['perWorker'])
    expect(again).toEqual(first)
    expect(second?.values['URL']).not.toBe(first?.values['URL'])
  })

  test('may come from a variant', async () => {
    const db = command(echo)
    const services = defineServices({ db: override(db, { env: { X: 1 } }) }, { env: ({ db }) => ({ URL: db.url }) })
    expect((await environmentOf(services))?.values['URL']).toMatch(/^http/)
  })

  test('are none for a services file without them', async () => {
    expect(await environmentOf(defineServices({ db: recorded('db') }))).toBeUndefined()
    expect(started).toEqual([])
  })
})

describe('a wrong `env`', () => {
  const api = command(echo, { scope: 'file' })
  const db = command(echo)
  const odd = (value: unknown) => ({ env: () => value }) as object
  const wrong = (name: string) => ({ env: () => ({ [name]: 'x' }) })

  test.each([
    ['a service of a file', { env: ({ api }: { api: { url: string } }) => ({ A: api.url }) }, "`scope: 'worker'`"],
    ['a name that is not listed', { env: ({ bd }: { bd: { url: string } }) => ({ A: bd.url }) }, 'did you mean `db`?'],
    ['a promise', { env: async ({ db }: { db: { url: string } }) => ({ A: db.url }) }, 'without `async`'],
    ['no record', odd(['A']), 'to return a plain object of variables, got an array'],
    ['nothing', odd(undefined), 'to return a plain object of variables, got undefined'],
    ['a number', odd({ A: 5432 }), 'Expected `A` of `env` to be a string or undefined, got a number: write String(…)'],
    ['an object', odd({ A: { secret: 's3cret' } }), 'Expected `A` of `env` to be a string or undefined, got an object'],
    ['a NUL character', odd({ A: 's3cret\0' }), 'Expected `A` of `env` to have no NUL character'],
    ['a name with a hyphen', wrong('MY-URL'), 'only letters, digits and _, and no digit first, got "MY-URL"'],
    ['a name of our own', wrong('PORTSIDE_URL'), 'begin with PORTSIDE_'],
  ])('with %s is refused at its place', async (_, options, reason) => {
    const services = defineServices({ api, db }, options)
    const error = await environmentOf(services).catch((thrown: unknown) => thrown as TypeError)
    if (!(error instanceof TypeError)) throw new Error('expected a TypeError', { cause: error })
    expect(error.message).toMatch(/^env: Expected/)
    expect(error.message).toContain(reason)
    expect(error.message).not.toContain('s3cret')
    expect(error.stack).toMatch(/\n {4}at env \(.*test-environments\.test\.ts:\d+:\d+\)\n/)
  })

  test('with an error of its own rejects with that', async () => {
    const services = defineServices(
      { db },
      { env: ({ db }) => JSON.parse(`not JSON ${db.port}`) as Record<string, string> },
    )
    await expect(environmentOf(services)).rejects.toThrow(/Unexpected token .* is not valid JSON/)
  })

  test('with a service that does not start rejects with its failure', async () => {
    const broken = command(['node', '-e', 'console.log("no schema"); process.exit(3)'])
    const services = defineServices({ broken }, { env: ({ broken }) => ({ A: broken.url }) })
    expect(await errorOf(environmentOf(services))).toMatchObject({ code: 'E_EXITED_EARLY', service: 'broken' })
  })

  test('is found when the services are listed', () => {
    expect(() => defineServices({ db }, { env: { A: 'x' } } as never)).toThrow('Expected `env` to be a function')
    expect(() => defineServices({ db }, { envs: () => ({}) } as never)).toThrow('did you mean `env`?')
  })
})
