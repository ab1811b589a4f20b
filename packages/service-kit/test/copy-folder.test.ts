import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { builtProgram } from '../../../test/support/built-program'

/** A cp(1) that is slow, notes its process once it has begun, and writes at its end. */
const slowCopy = (pid: string) => `#!/bin/sh
PATH=/usr/bin:/bin
cp "$@" && echo $$ > ${pid}.new && mv ${pid}.new ${pid} && sleep 2
for folder; do :; done
mkdir -p "$folder/late"
`

test('a copy ends when its runner is killed, before the folder is removed', async () => {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'service-kit-copy-')))
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }))
  const [programs, from, pid] = [join(parent, 'bin'), join(parent, 'from'), join(parent, 'pid')]
  for (const folder of [programs, from]) mkdirSync(folder)
  writeFileSync(join(programs, 'cp'), slowCopy(pid), { mode: 0o755 })
  writeFileSync(join(from, 'file'), 'text')
  const program = await builtProgram(join(import.meta.dirname, 'programs/copy-folder.ts'))
  const env = { ...process.env, PATH: `${programs}${delimiter}${process.env['PATH']}` }
  const child = spawn(process.execPath, [program, parent, from], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const folder = line.toString().trim()
  await expect.poll(() => existsSync(pid)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await expect.poll(() => isAlive(Number(readFileSync(pid, 'utf8')))).toBe(false)
  await expect.poll(() => existsSync(folder)).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
