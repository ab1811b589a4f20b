import { spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { endsWithTest } from '../../../../test/support/ends-with-test'
import { isAlive } from './is-alive'

/** Starts a server's own program; it is ended, and proved gone, when the test ends. */
export function startProgram(
  argv: readonly string[],
  options: SpawnOptions = {},
): { readonly exited: Promise<unknown> } {
  const [file = '', ...args] = endsWithTest(argv)
  const child = spawn(file, args, { ...options, stdio: 'ignore' })
  const exited = once(child, 'exit')
  exited.catch(() => {})
  onTestFinished(async () => {
    child.kill('SIGINT')
    await exited
    expect(isAlive(child.pid ?? 0)).toBe(false)
  })
  return { exited }
}

/** Whether every one of `programs` is on PATH; the ones that are not are named. */
export function isInstalled(...programs: readonly string[]): boolean {
  const absent = programs.filter((program) => !isOnPath(program))
  if (absent.length > 0) console.log(`skipped: ${absent.join(', ')} not installed`)
  return absent.length === 0
}

function isOnPath(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
