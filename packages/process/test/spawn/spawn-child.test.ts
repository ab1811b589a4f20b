import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPortsideError, type PortsideError } from '@portside/errors'
import { describe, expect, test } from 'vitest'
import { spawnChild, type SpawnOptions } from '../../src/index'
import { isThere } from '../support/is-there'
import { optionsOf } from '../support/options-of'
import { withDirectory } from '../support/with-directory'

describe('spawnChild', { timeout: 30_000 }, () => {
  test('starts the leader of a process group, with the cookies in its environment', async () => {
    const child = await spawnChild(['sh', '-c', 'echo $PORTSIDE_RUN_ID $PORTSIDE_CHILD; sleep 1000'], optionsOf())
    const [, cookie] = await child.output.waitFor(/test-run ([\w.-]+)/)
    expect(cookie).toMatch(/^[\da-f-]{36}\.\d+$/)
    expect(isThere(child.pid)).toBe(true)
    expect(child.status).toBeUndefined()
    await child.stop()
    expect(isThere(child.pid)).toBe(false)
  })

  test('gives the code, once the last output was read', async () => {
    const child = await spawnChild('node -e "console.log(1); console.error(2); process.exit(7)"', optionsOf())
    expect(await child.exited).toMatchObject({ code: 7, signal: null })
    expect(child.status).toMatchObject({ code: 7 })
    expect(child.output.text().split('\n').sort()).toEqual(['', '1', '2'])
    await child.stop()
  })

  test('gives the signal that ended the child', async () => {
    const child = await spawnChild(['sh', '-c', 'kill -KILL $$'], optionsOf())
    expect(await child.exited).toMatchObject({ code: null, signal: 'SIGKILL' })
    await child.stop()
  })

  test('does not wait for grandchildren that hold the pipes', async () => {
    const child = await spawnChild(['sh', '-c', 'sleep 1000 & echo $!'], optionsOf())
    expect(await child.exited).toMatchObject({ code: 0 })
    const [pid = ''] = await child.output.waitFor(/\d+/)
    expect(isThere(Number(pid))).toBe(true)
    await child.stop()
    expect(isThere(Number(pid))).toBe(false)
  })

  test('runs a line in a shell when asked', async () => {
    const child = await spawnChild('A=1; echo "a is $A" && exit 3', optionsOf({ shell: true }))
    expect(await child.exited).toMatchObject({ code: 3 })
    expect(child.output.text()).toBe('a is 1\n')
    await child.stop()
  })

  test('finds the programs of node_modules/.bin, the nearest first', () =>
    withDirectory(async (folder) => {
      writeProgram(join(folder, 'node_modules/.bin'), 'portside-test-tool', 'echo far')
      writeProgram(join(folder, 'app/node_modules/.bin'), 'portside-test-tool', 'echo near')
      mkdirSync(join(folder, 'app/src'))
      const child = await spawnChild('portside-test-tool', optionsOf({ cwd: join(folder, 'app/src') }))
      await child.exited
      expect(child.output.text()).toBe('near\n')
      await child.stop()
    }))

  test('names the commands that are spelled nearly like one that is not there', () =>
    withDirectory(async (folder) => {
      writeProgram(join(folder, 'node_modules/.bin'), 'portside-test-tool', 'true')
      const error = await failure('portside-test-tol', optionsOf({ cwd: folder }))
      expect(error).toMatchObject({ code: 'E_SPAWN_FAILED', service: 'test' })
      expect(error.summary).toBe('`portside-test-tol` was not found in node_modules/.bin or on PATH')
      expect(error.evidence).toEqual(['command: portside-test-tol', `working directory: ${folder}`])
      expect(error.hints[0]).toBe('Near it is `portside-test-tool`.')
    }))

  test('names a command that is two letters away only if both begin alike', () =>
    withDirectory(async (folder) => {
      for (const name of ['rarp', 'barn', 'zamp', 'zarm']) writeProgram(join(folder, 'node_modules/.bin'), name, 'true')
      const { hints } = await failure('zarn', optionsOf({ cwd: folder, env: { PATH: folder } }))
      expect(hints[0]).toBe('Near it is `barn`, `zarm`, `zamp`.')
    }))

  test('says that the working directory is not there', async () => {
    const error = await failure('node', optionsOf({ cwd: '/nowhere/at/all' }))
    expect(error.message).toContain('the working directory /nowhere/at/all is not there')
  })

  test('says that the working directory is not there where its path leads through a file', async () => {
    const error = await failure('node', optionsOf({ cwd: join(__filename, 'app') }))
    expect(error.summary).toBe(`the working directory ${join(__filename, 'app')} is not there`)
  })

  test('says that the working directory is a file', async () => {
    const error = await failure('node', optionsOf({ cwd: __filename }))
    expect(error.summary).toBe(`the working directory ${__filename} is no folder`)
  })

  test('names the largest variable where the environment is too long, and not its value', async () => {
    const error = await failure('node', optionsOf({ env: { ...process.env, HUGE: 'x'.repeat(200 * 1024) } }))
    expect(error.hints).toEqual([
      'The command and its environment are too long together, or one part is: the largest variable is HUGE, with 200 KiB.',
    ])
    expect(error.message).not.toContain('xxx')
  })

  test.each([
    ['#!/nowhere/sh\n', '"/nowhere/sh"', 'Install it'],
    ['#!/bin/sh\r\necho hi\r\n', '"/bin/sh\\r"', 'save it with LF'],
  ])('names the interpreter of a script that is not there: %j', (text, interpreter, hint) =>
    withDirectory(async (folder) => {
      writeFileSync(join(folder, 'run'), text, { mode: 0o755 })
      const error = await failure('./run', optionsOf({ cwd: folder }))
      expect(error.summary).toBe(`\`./run\` is to be run by ${interpreter}, which is not there`)
      expect(error.hints).toEqual([expect.stringContaining(hint)])
    }),
  )

  test.each([
    ['server', '', 'Make it executable (`chmod +x PATH`).'],
    ['server.js', '', 'Name its interpreter in the command (`node ./server.js`).'],
    [
      'start.sh',
      '#!/bin/sh\n',
      'Make it executable (`chmod +x PATH`), or name its interpreter in the command (`sh ./start.sh`).',
    ],
    [
      'run',
      '#!/usr/bin/env -S python3 -u\n',
      'Make it executable (`chmod +x PATH`), or name its interpreter in the command (`python3 -u ./run`).',
    ],
  ])('says that a file may not be run, and what runs it: %s %j', (name, text, hint) =>
    withDirectory(async (folder) => {
      writeFileSync(join(folder, name), text)
      const error = await failure(`./${name}`, optionsOf({ cwd: folder }))
      expect(error.summary).toBe(`\`./${name}\` may not be run`)
      expect(error.hints).toEqual([hint.replace('PATH', join(folder, name))])
    }),
  )

  test('refuses a signal that no system has', async () => {
    await expect(spawnChild('node', optionsOf({ stopSignal: 'SIGTERN' as NodeJS.Signals }))).rejects.toThrow(
      "Expected `stopSignal` to be a signal's name, as 'SIGTERM', got 'SIGTERN'",
    )
  })

  test('refuses an argv for a shell, and an empty one', async () => {
    await expect(spawnChild(['node'], optionsOf({ shell: true }))).rejects.toThrow(TypeError)
    await expect(spawnChild([], optionsOf())).rejects.toThrow(TypeError)
  })
})

function writeProgram(folder: string, name: string, line: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`)
  chmodSync(join(folder, name), 0o755)
}

async function failure(command: string, options: SpawnOptions): Promise<PortsideError> {
  const error: unknown = await spawnChild(command, options).catch((thrown: unknown) => thrown)
  if (!isPortsideError(error)) throw new TypeError(`Expected a PortsideError, got ${String(error)}`)
  return error
}
