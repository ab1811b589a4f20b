import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { serverPath } from '../support/server-path'
import { keepBusy } from './support/full-load'
import { noNamespace, runInNamespace, skipNote } from './support/namespace'
import { isFull } from './support/settings'

const rounds = isFull ? 20 : 2
const stopTimeoutMs = 500
/** For the searches of the warden, whose programs wait for a processor like all others. */
const graceMs = 4500
const stubborn = [process.execPath, serverPath('stubborn.mjs')]

/** Trees of processes that nothing but SIGKILL ends, by their commands. */
const trees: Readonly<Record<string, readonly string[]>> = {
  'an npm script': ['npm', 'run', '--silent', 'serve'],
  'a shell that waits': ['sh', '-c', `trap '' TERM; "$@" & wait; wait`, 'sh', ...stubborn],
  'a daemon': ['sh', serverPath('double-fork.sh'), 'leave', ...stubborn],
}

const folder = mkdtempSync(join(tmpdir(), 'portside-chaos-'))
let endLoad: () => void
beforeAll(() => {
  endLoad = keepBusy()
})
afterAll(() => {
  endLoad()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(noNamespace !== undefined)(
  `with every processor busy, the kill of a runner ends in time${skipNote(noNamespace)}`,
  () => {
    test.each(Object.entries(trees))('%s', async (name, command) => {
      const times: number[] = []
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { serve: `exec ${stubborn.join(' ')}` } }))
      writeFileSync(join(folder, 'runner.mjs'), runnerText(command, name === 'a daemon'))
      for (let round = 0; round < rounds; round += 1) {
        rmSync(join(folder, 'up.json'), { force: true })
        const attack = { argv: [process.execPath, 'runner.mjs'], folder, stopped: [] }
        const { output } = await runInNamespace('run-to-nothing.mjs', [JSON.stringify(attack)]).ended
        const result = JSON.parse(output) as { readonly goneMs: number }
        expect(result, output).toMatchObject({ targets: [], signal: 'SIGKILL', left: [] })
        times.push(Math.round(result.goneMs))
      }
      console.log(`${name}: nothing left after ${times.sort((one, other) => one - other).join(', ')} ms`)
      expect(Math.max(...times)).toBeLessThan(stopTimeoutMs + graceMs)
    })
  },
)

function runnerText(command: readonly string[], detaches: boolean): string {
  return `
    import { writeFileSync } from 'node:fs'
    import { command, start } from ${JSON.stringify(join(repositoryRoot, 'packages/portside/dist/index.js'))}
    await start(command(${JSON.stringify(command)}, { stopTimeoutMs: ${stopTimeoutMs}, detaches: ${detaches} }))
    writeFileSync('up.json', '{}')
    setInterval(() => undefined, 1000)`
}
