import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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
