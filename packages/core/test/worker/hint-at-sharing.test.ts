import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defineService } from '../../src'
import { listDefinition } from '../../src/definition/service-listing'
import { sharingInstruction } from '../../src/worker/hint-at-sharing'

const how = "add the plugin to vitest.config.ts: plugins: [portside({ services: './services.ts' })]"

test.each([
  ['no file', undefined, `list it in services.ts and ${how}`],
  ['a test file', 'test/users.test.ts', `list it in services.ts and ${how}`],
  ['a services file', 'services.ts', how],
  ['a services file elsewhere', 'apps/web/services.mjs', how.replace('./services.ts', './apps/web/services.mjs')],
  ['the other name of one', 'portside.config.ts', how.replace('./services.ts', './portside.config.ts')],
])('a service that is listed in %s is shared by what is still to be done', (_, file, instruction) => {
  const service = defineService({ start: () => ({}) })
  if (file !== undefined) listDefinition(service, { name: 'api', file: join(process.cwd(), file) })
  expect(sharingInstruction(service, how)).toBe(instruction)
})
