import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { watchLines } from '../../../src/run/listen-hook/watch-lines'

const patience = { timeout: 4000 }

function newFile(): { readonly file: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  const file = join(folder, 'lines')
  writeFileSync(file, '')
  return { file, remove: () => rmSync(folder, { recursive: true }) }
}

test('gives each line once it is whole, and none after its end', async () => {
  const { file, remove } = newFile()
  const lines: string[] = []
  const end = watchLines(file, (line) => lines.push(line))
  appendFileSync(file, 'one\ntw')
  await expect.poll(() => lines, patience).toEqual(['one'])
  appendFileSync(file, `o\n${'x'.repeat(50_000)}\n`)
  await expect.poll(() => lines.length, patience).toBe(3)
  expect([lines[1], lines[2]?.length]).toEqual(['two', 50_000])
  end()
  appendFileSync(file, 'late\n')
  expect(lines).toHaveLength(3)
  remove()
})

test('looks every few milliseconds where the system has no watch left', ({ skip }) => {
  const { file, remove } = newFile()
  // A user namespace has a limit of its own, namespaces(7).
  const shell = 'echo 0 > /proc/sys/user/max_inotify_instances && exec "$@"'
  const node = [process.execPath, fileURLToPath(new URL('../../programs/watch-lines.mjs', import.meta.url)), file]
  skip(process.platform !== 'linux', 'inotify is of Linux')
  const output = execFileSync('unshare', ['-Ur', 'sh', '-c', shell, 'sh', ...node], {
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect(output).toBe('EMFILE line\n')
  remove()
})
