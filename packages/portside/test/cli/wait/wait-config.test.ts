import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readWaitConfig } from '../../../src/cli/wait/wait-config'

const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a configuration that is not there is named by the option', async () => {
  await expect(readWaitConfig('nope')).rejects.toThrow('Expected `--config` to be a file, got nope, which is not there')
  await expect(readWaitConfig(folder)).rejects.toThrow('(`--config`)')
})

test.each([
  ['resources', 'tcp:3000'],
  ['resources', [3000]],
  ['headers', 'x: y'],
  ['auth', 'me'],
  ['validateStatus', 200],
])('%s: %j is refused by its name', async (name, value) => {
  const file = join(folder, 'wait.json')
  writeFileSync(file, JSON.stringify({ [name]: value }))
  await expect(readWaitConfig(file)).rejects.toThrow(TypeError)
  await expect(readWaitConfig(file)).rejects.toThrow(`Expected \`${name} in ${file}\` to be`)
})
