import { expect, test } from 'vitest'
import { start } from '../../packages/core/src/index'
import { rackup } from '../../packages/portside/src/presets'
import { database, postgres } from '../../packages/postgres/src/index'
import { anyPostgres } from '../../packages/postgres/test/support/any-postgres'
import { ownCache } from '../support/own-cache'
import { type App, createApp } from './support/app'
import { isShort } from './support/form'
import { missing, missingInRuby, skipNote } from './support/programs'
import { railsApp } from './support/rails'

const missingLibrary = missingInRuby('rails') ?? missingInRuby('pg')
const reason = missing('rackup') ?? missing('puma') ?? missing('rake') ?? missingLibrary
const rounds = isShort ? 5 : 50
const seeded = ['seed 1', 'seed 2']

anyPostgres()
ownCache()

type Fetch = (path: string, init?: RequestInit) => Promise<Response>

/** An answer of the application, and when it was waited for. */
interface Answer {
  readonly status: number
  readonly body: string
  readonly beganAtMs: number
  readonly endedAtMs: number
}

async function ask(fetch: Fetch, init?: RequestInit): Promise<Answer> {
  const beganAtMs = performance.now()
  const response = await fetch('/notes', init)
  return { status: response.status, body: await response.text(), beganAtMs, endedAtMs: performance.now() }
}

const write = (fetch: Fetch, text: string) => ask(fetch, { method: 'POST', body: new URLSearchParams({ text }) })

function notesOf({ body }: Answer): readonly string[] {
  return (JSON.parse(body) as { readonly notes: readonly string[] }).notes
}

/** Starts four clients that write and read at the same time; the function that it returns ends them, and returns what they were answered. */
function startClients(fetch: Fetch): () => Promise<readonly Answer[]> {
  const over = new AbortController()
  const answers: Answer[] = []
  const clients = [1, 2, 3, 4].map(async (client) => {
    for (let n = 1; !over.signal.aborted; n += 1) {
      answers.push(await write(fetch, `client ${client}, ${n}`))
      const read = await ask(fetch)
      answers.push(read)
      if (read.status === 200) expect(notesOf(read)).toEqual(expect.arrayContaining(seeded))
    }
  })
  const ended = Promise.all(clients)
  // Awaited later, when the clients are to end.
  ended.catch(() => undefined)
  return async () => {
    over.abort()
    await ended
    return answers
  }
}

/** A database that Rails migrates. */
function startDatabase({ directory }: App) {
  const db = database(postgres(), {
    migrate: { command: 'rake db:migrate RAILS_ENV=test', files: ['db/migrate'] },
    seed: async ({ query }) => {
      for (const text of seeded) await query('insert into notes (text) values ($1)', [text])
    },
    reset: 'test',
    waitMs: 20_000,
  })
  return start(db, { directory })
}

test.skipIf(reason !== undefined)(
  `four clients of Rails write and read through ${rounds} resets of its database: no error${skipNote(reason)}`,
  async () => {
    const app = await createApp(undefined, railsApp)
    const db = await startDatabase(app)
    // The adapter of its config/database.yml is another.
    const env = { ...app.env, RAILS_ENV: 'test', DATABASE_URL: db.url }
    const web = await start(rackup({ cwd: app.directory, env }))
    try {
      const endClients = startClients(web.fetch)
      let underWay = 0
      const resets: (readonly [beganAtMs: number, endedAtMs: number])[] = []
      for (let round = 1; round <= rounds; round += 1) {
        expect(await write(web.fetch, `before reset ${round}`)).toMatchObject({ status: 201 })
        const beganAtMs = performance.now()
        await db.reset()
        resets.push([beganAtMs, performance.now()])
        expect(notesOf(await ask(web.fetch))).not.toContain(`before reset ${round}`)
      }
      const answers = await endClients()
      for (const [beganAtMs, endedAtMs] of resets)
        underWay += answers.filter((one) => one.beganAtMs < endedAtMs && one.endedAtMs > beganAtMs).length
      expect(answers.filter(({ status }) => status !== 200 && status !== 201)).toEqual([])
      expect(underWay).toBeGreaterThan(rounds)
      await db.reset()
      expect(JSON.parse((await ask(web.fetch)).body)).toMatchObject({ database: db.database, notes: seeded })
      expect(JSON.parse((await write(web.fetch, 'next')).body)).toMatchObject({ id: seeded.length + 1 })
    } finally {
      await web.stop()
      await db.stop()
    }
    await app.expectNothingLeft([web.url])
    await app.remove()
  },
)
