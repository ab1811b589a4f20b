import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cleanLedger, inspectLedger, type ListedRun, openLedger, readLedger } from '../../src'
import { withDirectory } from '../support/with-directory'

const nobody = 65_534
const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'

/** A folder with the file of a run of this process. */
async function withLedger(use: (directory: string, file: string) => Promise<void> | void): Promise<void> {
  await withDirectory(async (folder) => {
    const directory = join(folder, 'runs')
    const ledger = openLedger(directory, { runId: 'read', project: '/project' })
    const [run] = readLedger(directory)
    await use(directory, (run as ListedRun).file)
    ledger.close()
  })
}

const faultIn = (directory: string) => inspectLedger(directory).distrusted.map(({ fault }) => fault)

describe.skipIf(!isLinux)('a file of the ledger (skipped: tested on Linux)', () => {
  test('is read where it is as it was written', () => withLedger((directory) => expect(faultIn(directory)).toEqual([])))

  test('is not waited for where it is a FIFO', () =>
    withLedger((directory, file) => {
      renameSync(file, `${file}.old`)
      execFileSync('mkfifo', [file])
      expect(readLedger(directory)).toEqual([])
      expect(faultIn(directory)).toEqual(['it is no regular file'])
    }))

  test('is not followed where it is a link', () =>
    withLedger((directory, file) => {
      renameSync(file, `${file}.old`)
      symlinkSync(`${file}.old`, file)
      expect(faultIn(directory)).toEqual(['it is a link'])
    }))

  test('is not read where it is a folder, or larger than any ledger', () =>
    withLedger((directory, file) => {
      truncateSync(file, 9 * 1024 * 1024)
      mkdirSync(join(directory, 'a.2.json'))
      expect(faultIn(directory)).toEqual(['it is no regular file', expect.stringContaining('larger than')])
    }))

  test('is not trusted where others can write it', () =>
    withLedger((directory, file) => {
      chmodSync(file, 0o602)
      expect(faultIn(directory)).toEqual([expect.stringContaining('written by other users (mode 602)')])
    }))

  test.skipIf(!isRoot)('is not trusted as the file of another user (skipped: only root can make one)', () =>
    withLedger((directory, file) => {
      chownSync(file, nobody, nobody)
      expect(faultIn(directory)).toEqual([expect.stringContaining(`belongs to the user ${nobody}`)])
    }),
  )

  test('is not read, written or moved in a folder that others can write', () =>
    withLedger(async (directory, file) => {
      writeFileSync(join(directory, 'odd.json'), '')
      chmodSync(directory, 0o777)
      expect(inspectLedger(directory)).toMatchObject({ runs: [], distrusted: [{ file: directory }] })
      expect(await cleanLedger(directory)).toEqual([])
      expect(readdirSync(directory).sort()).toEqual(['odd.json', basename(file)].sort())
      expect(() => openLedger(directory, { runId: 'other', project: '' })).toThrow(/a folder of this user alone/)
    }))

  test('stays where it is while its runner may live', () =>
    withLedger(async (directory) => {
      const own = `of-another-version.${process.pid}.json`
      writeFileSync(join(directory, own), '{"version":9}')
      await cleanLedger(directory)
      expect(readdirSync(directory)).toContain(own)
      expect(faultIn(directory)).toHaveLength(1)
    }))
})

test('a ledger takes no directory that a cleaner would not remove', () =>
  withDirectory(async (directory) => {
    for (const path of ['/', '/home', directory, 'run-read'])
      expect(() => openLedger(directory, { runId: 'read', project: '', directories: [path] })).toThrow(/`directories`/)
  }))
