import { execFile, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { builtProgram } from '../../../test/support/built-program'
import {
  type BinarySearch,
  dataPlace,
  findBinaries,
  findProgram,
  hashFiles,
  openFolderCache,
  unreachableFolder,
} from '../src/index'

const hasNamespaces = spawnSync('unshare', ['-rm', 'true']).status === 0

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'service-kit-')))
  vi.stubEnv('PORTSIDE_CACHE', join(folder, 'cache'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

function makeFolder(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name)
  mkdirSync(path, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text, { mode: 0o755 })
  return path
}

describe('the cache', () => {
  test('keeps a folder with its facts, for as many makers as there are', async () => {
    const data = makeFolder('data', { one: '1' })
    const caches = Array.from({ length: 8 }, () => openFolderCache('test'))
    await Promise.all(caches.map((cache, index) => cache.add('key', data, { label: 'a test', index })))
    const to = join(folder, 'copy')
    expect(await openFolderCache('test').take('key', to)).toMatchObject({ label: 'a test' })
    expect(readFileSync(join(to, 'one'), 'utf8')).toBe('1')
    expect(readdirSync(join(folder, 'cache', 'test'))).toEqual(['key'])
    await openFolderCache('test').drop('key')
    expect(await openFolderCache('test').take('key', join(folder, 'other'))).toBeUndefined()
    expect(existsSync(join(folder, 'other'))).toBe(false)
  })

  test('keeps the entries that were used last, and no copy that was abandoned', async () => {
    const data = makeFolder('data', { one: '1' })
    const cache = openFolderCache('test', { maxEntries: 2 })
    await cache.add('first', data, { label: 'first' })
    await cache.add('second', data, { label: 'second' })
    const old = new Date(Date.now() - 10_000)
    for (const name of ['first', 'second']) utimesSync(join(folder, 'cache', 'test', name, 'about.json'), old, old)
    await cache.take('first', join(folder, 'copy'))
    const abandoned = join(makeFolder('cache/test/x.new', {}))
    utimesSync(abandoned, new Date(0), new Date(0))
    await cache.add('third', data, { label: 'third' })
    expect(readdirSync(join(folder, 'cache', 'test')).sort()).toEqual(['first', 'third'])
  })

  test('is empty where none can be made', async () => {
    writeFileSync(join(folder, 'cache'), '')
    const cache = openFolderCache('test')
    await cache.add('key', makeFolder('data', {}), { label: '' })
    expect(await cache.take('key', join(folder, 'copy'))).toBeUndefined()
  })
})

describe('the search for programs', () => {
  const search = (more: Partial<BinarySearch> = {}): BinarySearch => ({
    service: 'db',
    product: 'Thing',
    programs: ['thingd', 'thing-init'],
    option: { name: 'binaries', value: undefined },
    variable: 'PORTSIDE_THING_BIN',
    npm: () => undefined,
    npmPackage: 'embedded-thing',
    folders: () => [],
    packages: { debian: 'thing', fedora: 'thing', alpine: 'thing', arch: 'thing', homebrew: 'thing', winget: 'thing' },
    ...more,
  })
  const programs = { thingd: '#!/bin/sh\n', 'thing-init': '#!/bin/sh\n' }

  test('takes the option, the variable, the npm package, PATH, the tool and the usual folders, in this order', async () => {
    const places = Object.fromEntries(
      ['option', 'variable', 'npm', 'path', 'tool', 'usual'].map((name) => [name, makeFolder(name, programs)]),
    ) as Record<string, string>
    makeFolder('tools', { 'thing-config': `#!/bin/sh\necho ${places['tool']}\n` })
    const tool = [join(folder, 'tools', 'thing-config')] as const
    const { option, variable, npm, path, usual } = places
    const found: string[] = []
    const look = async (more: Partial<BinarySearch>) => found.push((await findBinaries(search(more))).path)
    vi.stubEnv('PATH', '/nonexistent')
    await look({ folders: () => [String(usual)] })
    await look({ folders: () => [String(usual)], tool })
    vi.stubEnv('PATH', `/nonexistent:${path}`)
    await look({ tool })
    await look({ npm: () => npm })
    vi.stubEnv('PORTSIDE_THING_BIN', variable)
    await look({ npm: () => npm })
    await look({ option: { name: 'binaries', value: option } })
    expect(found).toEqual([usual, places['tool'], path, npm, variable, option])
  })

  test('an option that is wrong is not passed over', async () => {
    vi.stubEnv('PATH', makeFolder('path', programs))
    const option = { name: 'binaries', value: makeFolder('half', { thingd: '' }) }
    await expect(findBinaries(search({ option }))).rejects.toThrow('`thing-init` is not there')
  })

  test('a program may have several names, and no npm package', async () => {
    const { npm: _, npmPackage: __, ...own } = search()
    const wanted: BinarySearch = { ...own, programs: [['thingd', 'other-thingd']] }
    const path = makeFolder('path', { 'other-thingd': '#!/bin/sh\n' })
    vi.stubEnv('PATH', path)
    expect(await findBinaries(wanted)).toEqual({ path, source: 'PATH' })
    expect(findProgram(path, ['thingd', 'other-thingd'])).toBe(join(path, 'other-thingd'))
    vi.stubEnv('PATH', '/nonexistent')
    const finding = findBinaries(wanted)
    await expect(finding).rejects.toThrow('`thingd` or `other-thingd`: not found by PATH, the usual folders.')
    await expect(finding).rejects.toThrow(/Install it: `[^`]+`\./)
  })

  test('where a system has no package, the error says where to run the tests', async () => {
    const { npm: _, npmPackage: __, packages, ...own } = search()
    if (packages === undefined) throw new TypeError('Expected the packages of each system')
    const { winget: ___, ...unix } = packages
    const platform = Object.getOwnPropertyDescriptor(process, 'platform')
    onTestFinished(() => void Object.defineProperty(process, 'platform', { ...platform }))
    Object.defineProperty(process, 'platform', { ...platform, value: 'win32' })
    const finding = findBinaries({ ...own, packages: unix })
    await expect(finding).rejects.toThrow('There is no package of Thing for this system: run the tests in WSL.')
  })

  test('a folder that is refused is in the error', async () => {
    const path = makeFolder('path', programs)
    vi.stubEnv('PATH', path)
    const finding = findBinaries(search({ faultOf: async () => 'it is too old' }))
    await expect(finding).rejects.toThrow(`${path} (PATH): it is too old`)
    await expect(finding).rejects.toThrow('found no Thing server')
  })
})

test('a hash of files has their names and content, and not where they are', async () => {
  const one = await hashFiles([makeFolder('a', { x: '1', y: '2' })])
  expect(await hashFiles([makeFolder('b', { x: '1', y: '2' })])).toBe(one)
  expect(await hashFiles([makeFolder('c', { x: '12', y: '' })])).not.toBe(one)
  expect(await hashFiles([makeFolder('d', { x: '1', z: '2' })])).not.toBe(one)
  const installed = makeFolder('e', { x: '1', y: '2' })
  makeFolder('e/node_modules', { tool: '3' })
  expect(await hashFiles([installed])).toBe(one)
})

test('a folder that another user may not pass is found', () => {
  const inside = makeFolder('open/closed/inside', {})
  chmodSync(folder, 0o755)
  chmodSync(join(folder, 'open', 'closed'), 0o700)
  const others = { uid: 65_534, gid: 65_534 }
  expect(unreachableFolder(join(inside, 'file'), others)).toBe(join(folder, 'open', 'closed'))
  chmodSync(join(folder, 'open', 'closed'), 0o711)
  expect(unreachableFolder(join(inside, 'file'), others)).toBeUndefined()
})

test.skipIf(!hasNamespaces)(
  'the data is in /tmp if /dev/shm is small and TMPDIR does not exist (skipped: needs unshare -rm)',
  async () => {
    const program = await builtProgram(join(import.meta.dirname, 'programs/data-place.ts'))
    const shell = ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=64m none /dev/shm && exec "$@"', 'sh']
    const place = async (env: Record<string, string>) =>
      (
        await promisify(execFile)('unshare', [...shell, process.execPath, program], { env: { ...process.env, ...env } })
      ).stdout.trim()
    expect(await place({ TMPDIR: folder })).toBe(folder)
    expect(await place({ TMPDIR: join(folder, 'missing') })).toBe('/tmp')
  },
)

test('data that is not wanted in memory is in the temporary folder', () => {
  vi.stubEnv('TMPDIR', folder)
  expect(dataPlace({ inMemory: false })).toBe(folder)
  expect(['/dev/shm', folder]).toContain(dataPlace())
})
