import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openOutputFile, spawnChild } from '../../src/index'
import { optionsOf } from '../support/options-of'
import { server } from '../support/server'
import { withDirectory } from '../support/with-directory'

describe('openOutputFile', { timeout: 30_000 }, () => {
  test('keeps the whole output of a child, for its user only', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'server.log')
      const child = await spawnChild(
        'node -e "console.log(1); console.error(2)"',
        optionsOf({ outputSink: openOutputFile(path) }),
      )
      await child.exited
      await child.stop()
      expect(readFileSync(path, 'utf8').split('\n').sort()).toEqual(['', '1', '2'])
      expect(statSync(path).mode & 0o777).toBe(0o600)
    }))

  test('has the last line, which has no end, when the child has been stopped', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'server.log')
      const command = 'node -e "process.stdout.write(\'> \'); setInterval(() => {}, 1000)"'
      const child = await spawnChild(command, optionsOf({ outputSink: openOutputFile(path) }))
      await child.output.waitFor(/>/)
      await child.stop()
      expect(readFileSync(path, 'utf8')).toBe('> ')
    }))

  test('is written once whoever waits for a line has got it, in the order in which the lines came', async () => {
    const received: string[] = []
    const written: string[] = []
    let isReportedFirst: boolean | undefined
    const write = (lines: Buffer): void => {
      isReportedFirst ??= received.length > 0
      written.push(lines.toString())
    }
    const child = await spawnChild(
      server('writes', '3000'),
      optionsOf({ outputSink: { write, close: () => undefined } }),
    )
    // As long after it came as a promise takes that is resolved then.
    child.output.subscribe((chunk) => queueMicrotask(() => received.push(chunk)))
    await child.output.waitFor(/\.3000\n/)
    await child.stop()
    expect(isReportedFirst).toBe(true)
    expect(written.join('')).toBe(received.join(''))
    expect(written.join('').split('\n')).toHaveLength(3001)
  })

  test('adds to what is there', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'server.log')
      for (const line of ['one\n', 'two\n']) {
        const file = openOutputFile(path)
        file.write(Buffer.from(line))
        file.close()
        file.write(Buffer.from('too late\n'))
      }
      expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
    }))

  test('begins the file anew when it is full, and has the last lines right', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'server.log')
      const child = await spawnChild(server('writes', '250000'), optionsOf({ outputSink: openOutputFile(path) }))
      await child.output.waitFor(/\.250000\n/)
      expect(child.output.text().split('\n').slice(-3)).toEqual([
        ...['249999', '250000'].map((line) => line.padStart(99, '.')),
        '',
      ])
      await child.stop()
      expect(existsSync(`${path}.1`)).toBe(true)
      expect(statSync(path).size + statSync(`${path}.1`).size).toBeLessThanOrEqual(20 * 1024 * 1024)
      expect(readFileSync(path, 'utf8').slice(-100)).toBe(`${'250000'.padStart(99, '.')}\n`)
    }))

  test.skipIf(process.platform !== 'linux')(
    'is given up, and says why once, when the disk is full (skipped: only Linux has /dev/full)',
    () => {
      const codes: unknown[] = []
      const file = openOutputFile('/dev/full', (error) => codes.push((error as NodeJS.ErrnoException).code))
      for (const line of ['one\n', 'two\n']) file.write(Buffer.from(line))
      file.close()
      expect(codes).toEqual(['ENOSPC'])
    },
  )

  test('says that a file cannot be opened', () => {
    expect(() => openOutputFile('/nowhere/server.log')).toThrow('ENOENT')
  })
})
