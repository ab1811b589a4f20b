import { fileURLToPath } from 'node:url'
import { conformanceCases } from '@portside/service-kit/conformance'
import { describe, test } from 'vitest'
import { builtProgram } from '../../../test/support/built-program'
import { ownCache } from '../../../test/support/own-cache'
import { openClient } from '../src/client'
import { parseAddress } from '../src/mysql-address'
import { serve } from './programs/serve'
import { hasMysql, reason } from './support/installed-mysql'

ownCache()

async function runSql(url: string, sql: string): Promise<readonly unknown[]> {
  const client = await openClient(parseAddress(url))
  const rows = await client.query(sql)
  await client.close()
  return rows
}

const cases = conformanceCases({
  serve,
  program: () => builtProgram(fileURLToPath(new URL('programs/serve.ts', import.meta.url))),
  write: (url) => runSql(url, "create table notes (text text); insert into notes values ('written')"),
  read: async (url) => (await runSql(url, 'select text from notes'))[0],
  standardPort: 3306,
  missing: { version: 99 },
  install:
    /(apt-get install|dnf install|apk add|pacman -S) [^`]*mariadb[^`]*`\.[^]*set `binaries` or PORTSIDE_MYSQL_BIN/,
  misspelt: ['setings', 'settings'],
})

describe.skipIf(!hasMysql)(`conformance ${reason}`, () => {
  for (const { name, run, skip, limitMs } of cases)
    test.skipIf(skip !== undefined)(skip === undefined ? name : `${name} (${skip})`, run, limitMs)
})
