import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processesWith } from '../support/leftovers'
import type { RunningProgram } from '../support/run-program'
import { createRunFolder, exitCodeOf, ignoringScript, type RunFolder, stopTimeoutMs } from './support/run-folder'

let folder: RunFolder
beforeEach(async () => {
  folder = await createRunFolder()
})
afterEach(() => folder.remove())

describe('a second signal to portside run kills', () => {
  test('what is being stopped', async () => {
    const run = folder.portside('-s', folder.stubbornServer(), '--', 'true')
    await run.outputMatching(/is ready[^]*runs true/)
    expect(await endedSoon(run)).toBe(exitCodeOf('SIGINT'))
  })

  test('what is being started, and what that needs', async () => {
    const text = `
      const db = command(${JSON.stringify(folder.stubbornServer())})
      const services = { api: task(${JSON.stringify(await folder.script('task', ignoringScript('up')))}, { needs: { db } }) }`
    const run = await folder.portsideWith(text)
    await expect.poll(() => processesWith(`task.cjs ${folder.mark}`).length, { timeout: 10_000 }).toBe(1)
    expect(await endedSoon(run)).toBe(exitCodeOf('SIGINT'))
  })

  test('the services that a start needs which pays no heed', async () => {
    const text = `
      const db = command(${JSON.stringify(folder.stubbornServer())})
      const start = () => { writeFileSync('begun', ''); return new Promise(() => undefined) }
      const services = { api: defineService({ needs: { db }, start }) }`
    const run = await folder.portsideWith(text)
    await folder.isThere('begun')
    expect(await endedSoon(run)).toBe(exitCodeOf('SIGINT'))
  })

  test('a stop command that hangs', async () => {
    const stopCommand = await folder.script('stop', `writeFileSync('asked', '');${ignoringScript('')}`)
    const options = { stopCommand }
    const text = `const services = { api: command(${JSON.stringify(folder.stubbornServer())}, ${JSON.stringify(options)}) }`
    const run = await folder.portsideWith(text)
    await folder.isThere('asked')
    expect(await endedSoon(run)).toBe(exitCodeOf('SIGINT'))
  })

  test('the command, its children and the services', async () => {
    const text = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(ignoringScript('up'))}, '${folder.mark}'],
      { detached: true, stdio: 'inherit' }); ${ignoringScript('')}`
    const run = folder.portside(
      '-s',
      folder.stubbornServer(),
      '--',
      ...(await folder.script('command', text)).split(' '),
    )
    await run.outputMatching(/^up\r?$/m)
    expect(await endedSoon(run)).toBe(exitCodeOf('SIGKILL'))
  })
})

test('a clean-up that does not end after a second signal is given up, and nothing says that all has stopped', async () => {
  const text = `
    const start = async ({ onCleanup }) => {
      onCleanup(() => { writeFileSync('begun', ''); return new Promise(() => undefined) })
      return {}
    }
    const services = { api: defineService({ start }) }`
  const run = await folder.portsideWith(text)
  await folder.isThere('begun')
  expect(await endedSoon(run)).toBe(exitCodeOf('SIGINT'))
  const { output } = await run.ended
  expect(output).toContain('no longer waits for the end of all services, 3 s after the second signal')
  expect(output).not.toContain('has stopped all services')
})

/** Signals until the program has ended, as an impatient user does; one signal at once after another counts as the same. */
async function endedSoon({ child, ended }: RunningProgram): Promise<number | null> {
  const startMs = performance.now()
  const timer = setInterval(() => child.kill('SIGINT'), 50)
  const { code } = await ended
  clearInterval(timer)
  expect(performance.now() - startMs).toBeLessThan(stopTimeoutMs)
  return code
}
