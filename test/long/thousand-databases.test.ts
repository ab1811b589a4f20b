import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { runProgram } from '../support/run-program'

const files = 200
const testsPerFile = 5
const workers = 4
const debian = '/usr/lib/postgresql'
const hasPostgres = existsSync(debian) && readdirSync(debian).length > 0

let project: Project

beforeAll(async () => {
  if (!hasPostgres) return
  project = await createProject(['@portside/postgres', '@portside/service-kit', 'vitest@4.1.12'])
  const names = Array.from({ length: files }, (_, number) => `tests/${number}.test.mjs`)
  await project.write({
    'schema.sql': "create table notes (id serial primary key, text text); insert into notes (text) values ('seeded');",
    'services.mjs': `
      import { defineServices } from 'portside'
      import { database, postgres } from '@portside/postgres'
      const server = postgres()
      export default defineServices({ server, db: database(server, { migrate: './schema.sql', scope: 'test' }) })`,
    'vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.mjs' })], test: { maxWorkers: ${workers} } }`,
    ...Object.fromEntries(names.map((name) => [name, testFile])),
  })
}, 300_000)
afterAll(() => project?.remove())

/** Each test finds the seed alone, adds a row, and writes down how much there is of all that could leak. */
const testFile = `
  import { appendFileSync, readFileSync } from 'node:fs'
  import { expect } from 'vitest'
  import { withServices } from 'portside/vitest'
  import services from '../services.mjs'

  const test = withServices(services)
  for (let number = 0; number < ${testsPerFile}; number += 1)
    test('has its own ' + number, async ({ db, server }) => {
      expect(await db.query('select text from notes')).toEqual([{ text: 'seeded' }])
      await db.query("insert into notes (text) values ('mine')")
      const [counts] = await server.query(\`select
        (select count(*)::int from pg_database) as databases,
        (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
        (select (sum(pg_database_size(oid)) / 1e6)::int from pg_database) as megabytes\`)
      const memory = Number(/VmRSS:\\\\s+(\\\\d+)/.exec(readFileSync('/proc/' + process.ppid + '/status', 'utf8'))?.[1]) / 1e3
      appendFileSync('counts', JSON.stringify({ ...counts, memory, server: server.pid }) + '\\\\n')
    })`.replaceAll('\\\\', '\\')

interface Counts {
  readonly databases: number
  readonly connections: number
  readonly megabytes: number
  /** The resident memory of the main process of Vitest, in megabytes. */
  readonly memory: number
  readonly server: number
}

// `/proc` is that of Linux.
test.skipIf(!hasPostgres || process.platform !== 'linux')(
  `${files * testsPerFile} tests with a database each, in ${files} files and ${workers} workers: one server, and nothing accumulates (skipped: no PostgreSQL in ${debian})`,
  { timeout: 600_000 },
  async () => {
    const run = runProgram(['node', 'node_modules/vitest/vitest.mjs', 'run'], { cwd: project.directory })
    const { code, output } = await run.ended
    expect(output).toContain(`Tests  ${files * testsPerFile} passed`)
    expect(code).toBe(0)
    const lines = (await readFile(join(project.directory, 'counts'), 'utf8')).trim().split('\n')
    const counts = lines.map((line) => JSON.parse(line) as Counts)
    expect(new Set(counts.map(({ server }) => server)).size).toBe(1)
    const [early, late] = [counts.slice(100, 300), counts.slice(-200)]
    for (const name of ['databases', 'connections', 'megabytes', 'memory'] as const) {
      // The median: on a busy machine some databases wait to be dropped for a moment.
      const usual = (part: readonly Counts[]) => part.map((each) => each[name]).sort((a, b) => a - b)[100] ?? Infinity
      expect(usual(late), `${name}, before ${usual(early)}`).toBeLessThanOrEqual(usual(early) * 1.3 + 4)
      // Those of the tests that run, those made ahead for them, those being dropped, the template and the three of the server.
      if (name === 'databases') expect(usual(late)).toBeLessThanOrEqual(40)
    }
  },
)
