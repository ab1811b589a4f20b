import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import {
  createResetter,
  type ResetSession,
  type ResetterRules,
  SchemaChange,
  type SchemaRules,
  type Snapshots,
} from '../src/index'

// A database whose tables are the files of a folder, and their text its rows. The file `locked` beside it holds up a reset, as an open transaction does.
type Snapshot = ReadonlyMap<string, string>

let place: string
let folder: string
let template: string
beforeEach(async () => {
  place = await realpath(await mkdtemp(join(tmpdir(), 'kit-resetter-')))
  onTestFinished(() => rm(place, { recursive: true, force: true }))
  template = join(place, 'template')
  folder = join(place, 'database')
  await mkdir(template)
  await writeFile(join(template, 'notes'), 'seeded')
  await cp(template, folder, { recursive: true })
})

const write = (text: string, table = 'notes') => writeFile(join(folder, table), text)
const rows = () => readFile(join(folder, 'notes'), 'utf8')

async function read(): Promise<Snapshot> {
  const tables = (await readdir(folder)).toSorted()
  return new Map(
    await Promise.all(tables.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  )
}

async function refuseLocked(): Promise<void> {
  await stat(join(place, 'locked')).then(
    () => Promise.reject(new Error('the database is locked')),
    () => undefined,
  )
}

type Opened = ResetSession<Snapshot>
interface Options extends Partial<Pick<SchemaRules<Snapshot>, 'onChange'>>, ResetterOptions {}
type ResetterOptions = Pick<Opened, 'whenIdle' | 'leftOpen' | 'describeFailure'> & Pick<ResetterRules, 'warn'>

async function open({ onChange = 'fail', warn, ...optional }: Options = {}) {
  return createResetter<Snapshot>(
    {
      open: async () => {
        const seed = await read()
        let isOpen = true
        const checked = async (): Promise<Snapshot> => {
          if (!isOpen) throw new Error('the database was closed')
          await refuseLocked()
          const now = await read()
          if ([...now.keys()].join() !== [...seed.keys()].join()) throw new SchemaChange([[...now.keys()].join()])
          return now
        }
        const snapshots: Snapshots<Snapshot> = {
          take: checked,
          restore: async (snapshot) => {
            await checked()
            for (const [table, text] of snapshot) await write(text, table)
            return { tables: snapshot.size, rows: snapshot.size }
          },
          changes: async () => ({}),
        }
        return { snapshots, seed, ...optional, close: async () => void (isOpen = false) }
      },
      schema: {
        recreate: async () => {
          await rm(folder, { recursive: true, force: true })
          await cp(template, folder, { recursive: true })
        },
        reportOf: ({ size }) => ({ tables: size, rows: 0 }),
        isSame: (one, other) => JSON.stringify([...one]) === JSON.stringify([...other]),
        onChange,
      },
    },
    { service: 'db', ...(warn && { warn }) },
  )
}

test('rows that could not be restored for a file are not those that its tests begin with', async () => {
  const { followTest } = await open()
  await followTest({ kind: 'test', file: 'a', test: 'one' })
  await write('of the file a')
  await writeFile(join(place, 'locked'), '')
  await expect(followTest({ kind: 'file', file: 'b' })).rejects.toThrow('the database is locked')
  await rm(join(place, 'locked'))
  await followTest({ kind: 'test', file: 'b', test: 'two' })
  expect(await rows()).toBe('seeded')
})

test('a file that could not begin returns to the seed, not to the rows of the file before', async () => {
  const { followTest, reset } = await open()
  await followTest({ kind: 'file', file: 'a' })
  await write('of the hooks of a')
  await followTest({ kind: 'test', file: 'a', test: 'one' })
  await writeFile(join(place, 'locked'), '')
  await expect(followTest({ kind: 'file', file: 'b' })).rejects.toThrow('the database is locked')
  await rm(join(place, 'locked'))
  await reset()
  expect(await rows()).toBe('seeded')
})

test('a file that begins with a new database keeps the rows of its hooks', async () => {
  const { followTest } = await open({ onChange: 'recreate' })
  await followTest({ kind: 'test', file: 'a', test: 'one' })
  await write('', 'added')
  await followTest({ kind: 'file', file: 'b' })
  await write('of the hooks of b')
  await followTest({ kind: 'test', file: 'b', test: 'two' })
  expect(await rows()).toBe('of the hooks of b')
})

test('a database that could not be made anew is made anew by the next call', async () => {
  const { followTest, changes, close } = await open()
  await followTest({ kind: 'test', file: 'a', test: 'one' })
  await write('', 'added')
  const renamed = join(place, 'elsewhere')
  await rename(template, renamed)
  await expect(followTest({ kind: 'test', file: 'a', test: 'two' })).rejects.toThrow('ENOENT')
  await expect(changes()).rejects.toThrow('ENOENT')
  await rename(renamed, template)
  await followTest({ kind: 'test', file: 'a', test: 'three' })
  expect(await rows()).toBe('seeded')
  expect(await readdir(folder)).toEqual(['notes'])
  await close()
})

test('a reset that makes the database anew returns how much that was', async () => {
  const { followTest, reset } = await open({ onChange: 'recreate' })
  await followTest({ kind: 'test', file: 'a', test: 'one' })
  await write('', 'added')
  expect(await reset()).toEqual({ tables: 1, rows: 0, ms: expect.any(Number) as number })
})

test('writers are waited for before the rows of the hooks are kept, and not before those of a snapshot by hand', async () => {
  let waits = 0
  const { followTest, snapshot } = await open({ whenIdle: async () => Promise.resolve(void (waits += 1)) })
  await snapshot('by hand')
  expect(waits).toBe(0)
  await followTest({ kind: 'test', file: 'a', test: 'one' })
  await followTest({ kind: 'test', file: 'a', test: 'two' })
  expect(waits).toBe(1)
})

test('what a test leaves open is named, and not what the hooks of a file do', async () => {
  const warnings: unknown[] = []
  let left: string[] = []
  const { followTest } = await open({
    leftOpen: async () => Promise.resolve(left.splice(0)),
    warn: (...words) => void warnings.push(words),
  })
  left = ['a lock before the first test']
  await followTest({ kind: 'test', file: 'a', test: 'one' })
  left = ['a lock']
  await followTest({ kind: 'test', file: 'a', test: 'two' })
  await followTest({ kind: 'file', file: 'b' })
  left = ['a lock of the hooks of b']
  await followTest({ kind: 'test', file: 'b', test: 'three' })
  expect(warnings).toEqual([
    ['the test "one" has left open what a reset cannot undo: a lock. Close that connection in the test', 'a lock'],
  ])
})

test('a failure is described with the moment at which the test began', async () => {
  const asked: unknown[] = []
  const { followTest, describeFailure } = await open({
    describeFailure: async ({ test }, sinceMs) => Promise.resolve(String(asked.push([test, sinceMs]))),
  })
  const before = Date.now()
  await followTest({ kind: 'test', file: 'a', test: 'one' })
  const after = Date.now()
  expect(await describeFailure({ file: 'a', test: 'one' })).toBe('1')
  const [[, sinceMs] = []] = asked as [string, number][]
  expect(sinceMs).toBeGreaterThanOrEqual(before)
  expect(sinceMs).toBeLessThanOrEqual(after)
  const plain = await open()
  expect(await plain.describeFailure({ file: 'a', test: 'one' })).toBe('')
})
