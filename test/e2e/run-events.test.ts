import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serverPath } from '../support/server-path'
import { createRunFolder, exitCodeOf, type RunFolder, stay } from './support/run-folder'

type Event = Readonly<Record<string, unknown>>

let folder: RunFolder
let plain: string
beforeEach(async () => {
  folder = await createRunFolder()
  plain = `node ${serverPath('plain.mjs')} ${folder.mark}`
})
afterEach(() => folder.remove())

/** Reads output in which each line is an event. */
function eventsOf(output: string): readonly Event[] {
  return output.trimEnd().split('\n').map((line) => JSON.parse(line) as Event) // prettier-ignore
}

async function events(...args: readonly string[]): Promise<readonly Event[]> {
  return eventsOf((await folder.portside('--json', ...args).ended).output)
}

describe('portside run --json', () => {
  test('prints an event a line, in their order', async () => {
    const all = await events('-s', `api=${plain}`, '--', 'sh', '-c', 'exit 7')
    expect(all).toMatchObject([
      {
        event: 'ready',
        name: 'api',
        url: expect.stringMatching(/^http:/) as unknown,
        elapsedMs: expect.any(Number) as unknown,
      },
      { event: 'running', command: ['sh', '-c', 'exit 7'] },
      { event: 'ended', exitCode: 7 },
      { event: 'stopped', killed: [], isInterrupted: false },
    ])
  })

  test('masks the password in the command that it runs', async () => {
    const line = ['-s', `api=${plain}`, '--', 'true', 'postgres://app:secret@127.0.0.1/db']
    expect(await events(...line)).toContainEqual({
      event: 'running',
      command: ['true', 'postgres://app:****@127.0.0.1/db'],
    })
    const { output } = await folder.portside(...line).ended
    expect(output).toContain('portside runs true postgres://app:****@127.0.0.1/db')
  })

  test('prints the failure of a service, with all that is known', async () => {
    const run = folder.portside('-s', 'api=node -e "console.log(5); process.exitCode = 9"', '--json', '--', 'true')
    const { code, output } = await run.ended
    const [failed] = eventsOf(output)
    expect(code).toBe(1)
    expect(failed).toMatchObject({ event: 'failed', exitCode: 1, code: 'E_EXITED_EARLY', name: 'api', output: '5\n' })
    expect(failed).toMatchObject({ byHand: expect.stringContaining('node -e') as unknown })
  })

  test.each([
    [['--port', '3', '--', 'true'], 2, 'Expected `--port` to come after the `-s` that it belongs to'],
    [['--nope', '--', 'true'], 2, 'Unknown option --nope'],
    [['-s', 'node x', '--', './none'], 127, 'command not found: ./none'],
    [['-s', 'node a | b', '--', 'true'], 2, 'Expected `-s` to be'],
  ])('prints wrong arguments as a failure: %j', async (args, exitCode, message) => {
    const found = await events(...args)
    expect(found).toMatchObject([{ event: 'failed', exitCode, message: expect.stringContaining(message) as unknown }])
  })

  test('prints warnings as events, in words of the command line', async () => {
    const server = `const s = require('node:http').createServer((_, r) => r.end()).listen(process.env.PORT); process.on('SIGTERM', () => process.exit())`
    await writeFile(join(folder.path, 'open.cjs'), server)
    const [, ...rest] = await events('-s', `node open.cjs ${folder.mark}`, '--', 'true')
    const message = expect.stringMatching(
      /listens? where other machines may connect.*`--expose narrow`.*`--expose allow`/,
    ) as unknown
    expect(rest).toContainEqual({ event: 'warning', code: 'PORTSIDE_EXPOSED', message })
  })

  test('says that it was interrupted', async () => {
    const run = folder.portside('--json', '-s', plain, '--', 'node', '-e', `console.error('{"up":1}');${stay}`)
    await run.outputMatching(/up/)
    run.child.kill('SIGTERM')
    const { code, output } = await run.ended
    expect(code).toBe(exitCodeOf('SIGTERM'))
    expect(eventsOf(output).slice(-2)).toMatchObject([{ event: 'ended' }, { event: 'stopped', isInterrupted: true }])
  })
})

describe('portside run', () => {
  test('reports a service when it is ready, before the others are', async () => {
    const late = `late=node ${serverPath('slow.mjs')} 1500 ${folder.mark}`
    const run = folder.portside('-s', late, '--ready', '/', '-s', `early=${plain}`, '--', 'true')
    const [before] = await run.outputMatching(/^[^]*early is ready/)
    expect(before).not.toContain('late is ready')
    expect((await run.ended).output).toContain('late is ready')
  })

  test('has a last line when it is interrupted before anything is ready', async () => {
    const run = folder.portside(
      '-s',
      `node ${serverPath('slow.mjs')} 60000 ${folder.mark}`,
      '--ready',
      '/',
      '--',
      'true',
    )
    await run.outputMatching(/not ready after 5 s/)
    run.child.kill('SIGINT')
    const { code, output } = await run.ended
    expect(output).toMatch(/\nportside has stopped all services \(interrupted\)\n$/)
    expect(code).toBe(exitCodeOf('SIGINT'))
  })
})
