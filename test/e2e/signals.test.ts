import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { processesWith } from '../support/leftovers'
import { serverPath } from '../support/server-path'
import {
  createRunFolder,
  endSignals,
  exitCodeOf,
  ignoringScript,
  portsideModule,
  type RunFolder,
  stay,
  stopTimeoutMs,
} from './support/run-folder'

let folder: RunFolder
beforeEach(async () => {
  folder = await createRunFolder()
})
afterEach(() => folder.remove())

describe.each(endSignals)('portside run ends in order at %s', (signal) => {
  test('while a service is starting', async () => {
    const run = folder.portside('-s', `node -e "${stay}" ${folder.mark}`, '--', 'true')
    await expect.poll(() => processesWith(folder.mark).length, { timeout: 10_000 }).toBeGreaterThan(1)
    run.child.kill(signal)
    expect((await run.ended).code).toBe(exitCodeOf(signal))
  })

  test('while the command runs', async () => {
    const run = folder.portside(
      '-s',
      await folder.slowServer(),
      '--',
      'node',
      '-e',
      `console.log("up");${stay}`,
      folder.mark,
    )
    await run.outputMatching(/^up\r?$/m)
    run.child.kill(signal)
    expect((await run.ended).code).toBe(exitCodeOf(signal))
    await folder.isThere('ended')
  })

  test('while a service is being stopped', async () => {
    const run = folder.portside('-s', await folder.slowServer(), '--', 'true')
    await folder.isThere('asked')
    run.child.kill(signal)
    expect((await run.ended).code).toBe(exitCodeOf(signal))
    await folder.isThere('ended')
  })

  test('with all that the command has started', async () => {
    const hidden = `process.on('${signal}', () => {}); console.log('up'); ${stay}`
    const text = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hidden)}, '${folder.mark}'],
      { detached: true, stdio: 'inherit' }); ${stay}`
    const run = folder.portside(
      '-s',
      await folder.slowServer(),
      '--',
      ...(await folder.script('command', text)).split(' '),
    )
    await run.outputMatching(/^up\r?$/m)
    run.child.kill(signal)
    expect((await run.ended).code).toBe(exitCodeOf(signal))
    expect(processesWith(folder.mark)).toEqual([])
  })
})

describe('portside run', () => {
  test('kills a command that ignores its signal, after the time of a stop', async () => {
    const run = folder.portside('-s', await folder.slowServer(), '--', 'node', '-e', ignoringScript('up'), folder.mark)
    await run.outputMatching(/^up\r?$/m)
    const signalledAtMs = performance.now()
    run.child.kill('SIGTERM')
    expect((await run.ended).code).toBe(exitCodeOf('SIGKILL'))
    expect(performance.now() - signalledAtMs).toBeGreaterThan(stopTimeoutMs)
    await folder.isThere('ended')
  })

  test('takes a signal that comes twice at once for one', async () => {
    const run = folder.portside(
      '-s',
      await folder.slowServer(),
      '--',
      'node',
      '-e',
      `console.log("up");${stay}`,
      folder.mark,
    )
    await run.outputMatching(/^up\r?$/m)
    run.child.kill('SIGINT')
    run.child.kill('SIGTERM')
    // The order of two pending signals is not defined.
    expect([exitCodeOf('SIGINT'), exitCodeOf('SIGTERM')]).toContain((await run.ended).code)
    await folder.isThere('ended')
  })

  test('ends although the services file keeps a timer', async () => {
    const run = await folder.portsideWith(`const services = { idle: task(() => undefined) }; ${stay}`)
    expect((await run.ended).code).toBe(0)
  })
})

describe('a library', () => {
  test.each(endSignals)('leaves %s to the program that uses it, and leaves nothing', async (signal) => {
    const text = `
      import { command, start } from ${portsideModule}
      const count = () => ${JSON.stringify(endSignals)}.map((name) => process.listenerCount(name)).join()
      const before = count()
      const api = await start(command(${JSON.stringify(`node ${serverPath('plain.mjs')} ${folder.mark}`)}))
      await api.restart()
      console.log('counts', before, count(), 'up')
      ${stay}`
    await writeFile(join(folder.path, 'program.mjs'), text)
    const program = folder.run([process.execPath, 'program.mjs'])
    await program.outputMatching(/counts 0,0,0 0,0,0 up/)
    program.child.kill(signal)
    expect(await program.ended).toMatchObject({ code: null, signal })
    await expect.poll(() => processesWith(folder.mark), { timeout: 10_000 }).toEqual([])
  })
})

test.skipIf(process.platform !== 'linux')(
  'a daemon that hid from the stop at a signal is named, with the command that ends it (skipped: it is found on Linux only)',
  async () => {
    const server = join(repositoryRoot, 'packages/core/test/servers/leaves-daemon.mjs')
    const run = folder.portside('-s', `node ${server}`, '--ready', '/', '--', 'sleep', '60')
    await run.outputMatching(/runs sleep/)
    run.child.kill('SIGINT')
    const { code, output } = await run.ended
    const [, port, daemon] = /port (\d+), still answers [^]*It is process (\d+) /.exec(output) ?? []
    process.kill(Number(daemon), 'SIGKILL')
    expect(output).toContain(`→ End it: \`npx portside kill ${port}\`.`)
    expect(output).not.toMatch(/owner|contain:/)
    expect(code).toBe(1)
  },
)
