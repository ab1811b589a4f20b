import { fileURLToPath } from 'node:url'
import { conformanceCases } from '@portside/service-kit/conformance'
import { MongoClient } from 'mongodb'
import { describe, test } from 'vitest'
import { builtProgram } from '../../../test/support/built-program'
import { serve } from './programs/serve'
import { hasMongod, hasServer, provideServer, serverName } from './support/server'

provideServer()

async function withNotes<Result>(url: string, use: (client: MongoClient) => Promise<Result>): Promise<Result> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 3000 })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

const cases = conformanceCases({
  serve,
  program: () => builtProgram(fileURLToPath(new URL('programs/serve.ts', import.meta.url))),
  write: (url) => withNotes(url, (client) => client.db().collection('notes').insertOne({ text: 'written' })),
  read: (url) => withNotes(url, (client) => client.db().collection('notes').findOne({ text: 'written' })),
  keepsData: hasMongod,
  standardPort: 27_017,
  missing: { version: 99 },
  install:
    /Install it: `npm install --save-dev mongodb-memory-server`[^]*docs\/manual\/administration\/install-community[^]*set `binaries` or PORTSIDE_MONGODB_BIN/,
  misspelt: ['setings', 'settings'],
})

describe.skipIf(!hasServer)(`conformance ${serverName}`, () => {
  for (const { name, run, skip, limitMs } of cases)
    test.skipIf(skip !== undefined)(skip === undefined ? name : `${name} (${skip})`, run, limitMs)
})
