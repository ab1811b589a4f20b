import { fileURLToPath } from 'node:url'
import { conformanceCases } from '@portside/service-kit/conformance'
import { describe, test } from 'vitest'
import { builtProgram } from '../../../test/support/built-program'
import { openClient } from '../src/client/client'
import { parseAddress } from '../src/redis-address'
import { serve } from './programs/serve'
import { hasRedis, reason } from './support/server-programs'

async function sendTo(url: string, ...words: readonly string[]): Promise<unknown> {
  const client = await openClient(parseAddress(url))
  const reply = await client.send(...words)
  client.close()
  return reply
}

const cases = conformanceCases({
  serve,
  program: () => builtProgram(fileURLToPath(new URL('programs/serve.ts', import.meta.url))),
  write: (url) => sendTo(url, 'SET', 'note', 'written'),
  read: (url) => sendTo(url, 'GET', 'note'),
  keepsData: false,
  standardPort: 6379,
  missing: { version: 99 },
  install:
    /(apt-get install|dnf install|apk add|pacman -S) [^`]*(redis|valkey)[^`]*`\.[^]*set `binaries` or PORTSIDE_REDIS_BIN/,
  misspelt: ['setings', 'settings'],
})

describe.skipIf(!hasRedis)(`conformance ${reason}`, () => {
  for (const { name, run, skip, limitMs } of cases)
    test.skipIf(skip !== undefined)(skip === undefined ? name : `${name} (${skip})`, run, limitMs)
})
