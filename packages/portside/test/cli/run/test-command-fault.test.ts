import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFolder } from '../../../../../test/support/create-folder'
import { testCommandFault } from '../../../src/cli/run/test-command-fault'

const usual = process.env['PATH'] ?? ''

test.each(['file', 'loop', 'long', 'none'])('a folder of PATH that cannot be read is passed over: %s', async (kind) => {
  await using folder = await createFolder({})
  const entry = join(folder.path, kind === 'long' ? 'x'.repeat(300) : kind)
  if (kind === 'file') writeFileSync(entry, '')
  if (kind === 'loop') symlinkSync(entry, entry)
  for (const path of [`${entry}:${usual}`, `${usual}:${entry}`]) expect(testCommandFault('node', path)).toBeUndefined()
  expect(testCommandFault('no-such-program', entry)).toMatchObject({ exitCode: 127 })
  expect(testCommandFault(join(entry, 'program'))).toMatchObject({ exitCode: 127 })
})

test('a command line in one word is answered with its words', () => {
  expect(testCommandFault('npx vitest run')?.message).toBe(
    'command not found: npx vitest run\n  → Write it without quotes: -- npx vitest run',
  )
})
