// The promises that hold for each tool that starts a program again when its files change.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { command, type ServerHandle, start, type StartedHandle } from '../../../packages/core/src/index'
import { noteWarnings } from '../../../packages/core/test/support/warnings-of'
import type { PortsideError } from '../../../packages/errors/src/index'
import { type App, createApp } from './app'
import { skipNote } from './programs'
import type { ToolGroup } from './tools'

/** A tool that starts a program again when its files change. */
export interface Watcher {
  readonly name: string
  /** The usual invocation. */
  readonly line: string
  /** The file of the program. */
  readonly file: string
  /** A program that answers `<text> <its process id>`, and exits with 3 when it is asked for `/die`. */
  readonly program: (text: string) => string
  /** A program that writes its time to the file `died`, and fails. */
  readonly broken: string
  /** The text by which the failure is recognised in its output. */
  readonly says?: string
  readonly files?: Readonly<Record<string, string>>
  readonly tools?: ToolGroup
  readonly env?: Readonly<Record<string, string>>
  /** Whether the watcher ends with a program that dies by itself, as it does in a terminal. @default false */
  readonly endsWithProgram?: boolean
  /** Whether the watcher starts a program again that was killed. @default false */
  readonly restartsKilled?: boolean
  /** Whether the watcher starts no program any more once one was killed, as it does not in a terminal. @default false */
  readonly endsWithKill?: boolean
  /** The reason why it cannot be tried here, if that is so. */
  readonly reason?: string | undefined
}

/** An error at start is named within a second, on a machine that is not busy with other tests. */
const namedWithinMs = 3000
/** It fails after five seconds of quiet, not after the time-out of a minute. */
const failedWithinMs = 12_000

const saveAgainMs = 3000

/** Tests what is promised for a watcher. */
export function testWatcher(watcher: Watcher): void {
  const note = skipNote(watcher.reason)
  describe.skipIf(watcher.reason !== undefined || process.platform !== 'linux')(`${watcher.name}${note}`, () => {
    test.concurrent('a program that fails at start is named at once, and fails after the quiet', () =>
      withApp(watcher, watcher.broken, (app) => expectNamed(watcher, app)))
    test.concurrent('a save restarts it, and its death is a crash until the next save', () =>
      withApp(watcher, watcher.program('one'), (app) => expectFollowed(watcher, app)))
  })
}

async function withApp(watcher: Watcher, program: string, use: (app: App) => Promise<void>): Promise<void> {
  const app = await createApp(watcher.tools, { ...watcher.files, [watcher.file]: program })
  try {
    await use(app)
  } finally {
    await app.remove()
  }
}

async function expectNamed(watcher: Watcher, app: App): Promise<void> {
  const named = nextFinding(app.directory)
  const error = await start(definitionOf(watcher, app)).then(
    () => undefined,
    (thrown: PortsideError) => thrown,
  )
  const failedAtMs = Date.now()
  expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
  expect(error?.output).toContain(watcher.says ?? 'the database is not there')
  const diedAtMs = Number(await readFile(join(app.directory, 'died'), 'utf8')) * 1000
  const finding = await named
  expect(finding.text).toContain(watcher.says ?? 'the database is not there')
  expect(finding.atMs - diedAtMs).toBeLessThan(namedWithinMs)
  expect(failedAtMs - diedAtMs).toBeLessThan(failedWithinMs)
  await app.expectNothingLeft([])
}

/** Resolves with the first line about a program that has ended; the folder of its app distinguishes it from those of other tests. */
function nextFinding(directory: string): Promise<{ readonly text: string; readonly atMs: number }> {
  return new Promise((resolve) => {
    const notes = noteWarnings(({ code, message }) => {
      if (code !== 'PORTSIDE_PROGRAM_ENDED' || !message.includes(directory)) return
      notes.end()
      resolve({ text: message, atMs: Date.now() })
    })
  })
}

function definitionOf({ line, env }: Watcher, app: App) {
  return command(line, { cwd: app.directory, env: { ...app.env, ...env }, ready: '/' })
}

async function expectFollowed(watcher: Watcher, app: App): Promise<void> {
  const service = await start(definitionOf(watcher, app))
  try {
    const { port } = service
    expect(await answerOf(service)).toMatch(/^one \d+$/)
    await expectSave(watcher, app, service, 'two')
    await expectCrash(watcher, service, () => service.fetch('/die'))
    if (watcher.endsWithProgram !== true) {
      await expectSave(watcher, app, service, 'three')
      const program = Number((await answerOf(service)).split(' ')[1])
      process.kill(program, 'SIGKILL')
      if (watcher.restartsKilled === true) await expect.poll(() => answerOf(service)).not.toBe(`three ${program}`)
      else await expectCrash(watcher, service, () => service.fetch('/'))
      if (watcher.endsWithKill !== true) await expectSave(watcher, app, service, 'four')
    }
    expect(service.port).toBe(port)
  } finally {
    await service.stop()
  }
  await app.expectNothingLeft([service.url])
}

/**
 * Saves the file, and asks until the new program answers. A request during the restart waits for it. It may fail after a crash, and in the moment in
 * which the old program, which has it, is ended.
 */
async function expectSave(
  watcher: Watcher,
  app: App,
  service: StartedHandle<ServerHandle>,
  text: string,
): Promise<void> {
  const before = await answerOf(service).catch(() => 'crashed')
  await app.write({ [watcher.file]: watcher.program(text) })
  const ask = async () =>
    answerOf(service).catch((error: unknown) => {
      if (before === 'crashed' || wasCut(error)) return before
      throw error
    })
  const endMs = performance.now() + 30_000
  let answer = await ask()
  for (let savedAtMs = performance.now(); answer === before && performance.now() < endMs; answer = await ask()) {
    // Some watchers miss a save in the moment after a start.
    if (performance.now() - savedAtMs < saveAgainMs) continue
    savedAtMs = performance.now()
    await app.write({ [watcher.file]: watcher.program(text) })
  }
  expect(answer).toMatch(new RegExp(`^${text} \\d+$`))
}

function wasCut(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
  return code === 'ECONNRESET' || code === 'UND_ERR_SOCKET'
}

async function expectCrash(
  watcher: Watcher,
  service: StartedHandle<ServerHandle>,
  act: () => Promise<unknown>,
): Promise<void> {
  const error = await act().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error, watcher.name).toMatchObject({ code: 'E_CRASHED' })
  await expect(service.fetch('/')).rejects.toMatchObject({ code: 'E_CRASHED' })
}

async function answerOf(service: StartedHandle<ServerHandle>): Promise<string> {
  const response = await service.fetch('/')
  return (await response.text()).trim()
}
