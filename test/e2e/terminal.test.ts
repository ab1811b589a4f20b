import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processesWith } from '../support/leftovers'
import type { RunningProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'
import { shownBy } from './support/shown-by'
import { cliPath, createRunFolder, exitCodeOf, type RunFolder, stay, stopTimeoutMs } from './support/run-folder'

let folder: RunFolder
beforeEach(async () => {
  folder = await createRunFolder()
})
afterEach(() => folder.remove())

const hasScript = existsSync('/usr/bin/script')

describe.skipIf(!hasScript)('in a terminal (skipped: script(1) of util-linux makes one)', () => {
  test.each([
    ['', ''],
    [', also when its input is a file', '< /dev/null'],
  ])('Ctrl-C reaches the command once, and its own exit code counts%s', async (_, input) => {
    const command = await folder.script(
      'command',
      `let count = 0
       process.on('SIGINT', () => {
         count += 1
         if (count === 1) setTimeout(() => { writeFileSync('count', String(count)); process.exit(7) }, 300)
       })
       console.log('up'); ${stay}`,
    )
    const run = inTerminal(`-s '${await folder.slowServer()}' -- ${command} ${input}`)
    await run.outputMatching(/^up\r?$/m)
    run.type('\u0003')
    await folder.isThere('count')
    expect((await run.ended).code).toBe(7)
    expect(readFileSync(join(folder.path, 'count'), 'utf8')).toBe('1')
    await folder.isThere('ended')
  })

  test('Ctrl-C kills what is being stopped when it comes again', async () => {
    const run = inTerminal(`-s '${folder.stubbornServer()}' -- node -e 'console.log("up");${stay}'`)
    await run.outputMatching(/^up\r?$/m)
    const startMs = performance.now()
    const timer = setInterval(() => run.type('\u0003'), 50)
    expect((await run.ended).code).toBe(exitCodeOf('SIGINT'))
    clearInterval(timer)
    expect(performance.now() - startMs).toBeLessThan(stopTimeoutMs)
  })

  test('a window that is closed ends all in order', async () => {
    const run = inTerminal(`-s '${await folder.slowServer()}' -- node -e 'console.log("up");${stay}' ${folder.mark}`)
    await run.outputMatching(/^up\r?$/m)
    run.child.kill('SIGKILL')
    await folder.isThere('ended')
    await expect.poll(() => processesWith(folder.mark), { timeout: 10_000 }).toEqual([])
  })

  test('Ctrl-C while services start leaves a clean screen and a last line', async () => {
    const service = `node ${serverPath('slow.mjs')} 60000 ${folder.mark}`
    const run = inTerminal(`-s '${service}' --ready / -- true`, { CI: 'false', TERM: 'xterm' })
    await run.outputMatching(/service {2}starting +\d+\.\d s/)
    run.type('\u0003')
    const { code, output } = await run.ended
    expect(code).toBe(exitCodeOf('SIGINT'))
    expect(shownBy(output)).toEqual(['portside has stopped all services (interrupted)'])
  })

  function inTerminal(
    args: string,
    env: Readonly<Record<string, string>> = {},
  ): RunningProgram & { readonly type: (keys: string) => void } {
    // A shell that stays, as dash does, would die of Ctrl-C itself, and its exit code would be the one that is seen.
    const line = `exec ${process.execPath} ${cliPath} run ${args}`
    const run = folder.run(['script', '-qec', line, '/dev/null'], { hasInput: true, env })
    // A key may be typed at a terminal that has just gone.
    run.child.stdin?.on('error', () => undefined)
    return { ...run, type: (keys) => void run.child.stdin?.write(keys) }
  }
})
