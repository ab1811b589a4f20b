import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noOwnNetwork, skipNote } from '../chaos/support/namespace'
import { linesNotShown } from '../e2e/support/lines-not-shown'
import { createProject, type Project } from '../support/create-project'
import { leftBehind } from '../support/left-behind'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'

const page = await readFile(join(repositoryRoot, 'docs/moving.md'), 'utf8')
const debian = '/usr/lib/postgresql'
const hasPostgres = existsSync(debian) && readdirSync(debian).length > 0
const mark = randomUUID()
/** A move may add so many lines that are not empty. */
const maxLines = 10

type Files = Readonly<Record<string, string>>

/** A project as a part of the page shows it: its files, and the line that runs it with what that prints. */
interface Shown {
  readonly files: Files
  readonly line: string | undefined
  readonly output: readonly string[]
  readonly removed: readonly string[]
}

interface Move {
  readonly title: string
  readonly before: Shown
  readonly after: Shown
}

const [intro = '', ...sections] = page.split(/^## /m)
const common = shownIn(intro).files
const moves: readonly Move[] = sections.map((section) => {
  const [title = '', before = '', after = ''] = section.split(/^### (?:Before|After)$/m)
  return { title: title.split('\n')[0] ?? '', before: shownIn(before), after: shownIn(after) }
})

let project: Project

beforeAll(async () => {
  const runners = [
    'vitest@4.1.12',
    'jest@30.5.2',
    '@playwright/test@1.65.1',
    'vite@8.3.8',
    'start-server-and-test@3.0.2',
  ]
  project = await createProject(['@portside/postgres', '@portside/service-kit', 'postgres@3.4.8', ...runners])
}, 300_000)
afterAll(() => project?.remove())

test('the page shows six moves', () => {
  expect(moves).toHaveLength(6)
  for (const { after } of moves) expect(after.line).toBeDefined()
})

describe.each(moves)('$title', ({ title, before, after }) => {
  const isDatabase = 'schema.sql' in before.files
  const old = { ...common, ...before.files }
  const kept = Object.entries({ ...old, ...after.files }).filter(([path]) => !after.removed.includes(path))

  test(`takes at most ${maxLines} new lines`, async () => {
    expect(Object.keys(before.files)).toEqual(expect.arrayContaining([...after.removed]))
    await write('before', old)
    await write('after', Object.fromEntries(kept))
    const added = await addedLines(project.directory)
    expect(added.length, added.join('\n')).toBeGreaterThan(0)
    expect(added.length, added.join('\n')).toBeLessThanOrEqual(maxLines)
  })

  test.skipIf(before.line === undefined || noOwnNetwork !== undefined)(
    `passes before, in a network of its own for its fixed ports${before.line === undefined ? ' (skipped: it needs Docker)' : skipNote(noOwnNetwork)}`,
    async () => {
      const script = `ip link set lo up && ${before.line}`
      const { code, output } = await run('before', old, ['unshare', '-rn', 'sh', '-c', script])
      expect(code, output).toBe(0)
    },
  )

  test.skipIf(isDatabase && !hasPostgres)(
    `passes after, and leaves nothing${isDatabase ? ' (skipped: PostgreSQL is not installed)' : ''}`,
    async () => {
      const { code, output } = await run('after', Object.fromEntries(kept), ['sh', '-c', after.line ?? ''])
      expect(code, `${title}\n${output}`).toBe(0)
      expect(linesNotShown(after.output, output), output).toEqual([])
      const urls = output.match(/http:\/\/[\w.]+:\d+/g) ?? []
      expect(await leftBehind(`MOVES_MARK=${mark}`, urls)).toEqual([])
    },
  )
})

async function run(name: string, files: Files, argv: readonly string[]) {
  await write(name, { 'package.json': '{ "private": true }', ...files })
  const bin = join(project.directory, 'node_modules/.bin')
  const env = { MOVES_MARK: mark, PATH: `${bin}:${process.env['PATH']}`, CI: '1' }
  return runProgram(argv, { cwd: join(project.directory, name), env }).ended
}

/** Writes the files of a project into a folder in place of all that was there. */
async function write(folder: string, files: Files): Promise<void> {
  await rm(join(project.directory, folder), { recursive: true, force: true })
  await project.write(Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text])))
}

/** Returns the lines that the folder `after` has more than `before`, without empty ones. */
async function addedLines(directory: string): Promise<readonly string[]> {
  const args = ['diff', '--no-index', '--unified=0', 'before', 'after']
  // git exits with 1 where there are differences.
  const diff = await new Promise<string>((resolve) =>
    execFile('git', args, { cwd: directory }, (_, stdout) => resolve(stdout)),
  )
  return diff.split('\n').filter((line) => /^\+(?!\+\+).*\S/.test(line))
}

/** Reads a part of the page. A file begins with its path in a comment, which is not a part of it; `console` has a line and what it prints. */
function shownIn(part: string): Shown {
  const blocks = [...part.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text,
  }))
  const files = blocks.flatMap(({ text }) => {
    const [, path, rest] = /^(?:\/\/|#|--|<!--) ([\w./-]+\.\w+)(?: -->)?\n(.*)/s.exec(text) ?? []
    return path === undefined || rest === undefined ? [] : [[path, rest] as const]
  })
  const [line, ...output] =
    blocks
      .find(({ language }) => language === 'console')
      ?.text.trimEnd()
      .split('\n') ?? []
  const [removal = ''] = /^Remove .*$/m.exec(part) ?? []
  return {
    files: Object.fromEntries(files),
    line: line?.replace(/^\$ /, ''),
    output,
    removed: [...removal.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
  }
}
