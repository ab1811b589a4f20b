import { execFileSync } from 'node:child_process'
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

test.each([
  ['echo a && echo b', 'a\nb\n'],
  ['X=c && echo $X', 'c\n'],
  ["X='c d' printenv X", 'c d\n'],
])('a line that a shell has to read is answered with a shell, which runs it: %s', (line, output) => {
  const { message = '' } = testCommandFault(line) ?? {}
  const [, way = ''] = /^command not found: .*\n  → Let a shell run it: -- (sh -c .*)$/.exec(message) ?? []
  expect(execFileSync('sh', ['-c', way], { encoding: 'utf8' })).toBe(output)
})

test('a variable in front of the command is answered with the option that sets it', () => {
  expect(testCommandFault('NODE_ENV=test')?.message).toBe(
    'command not found: NODE_ENV=test\n  → Set the variable by `--env NODE_ENV=test`, before the first `-s`.',
  )
})
