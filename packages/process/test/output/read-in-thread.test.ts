import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readInThread } from '../../src/output/read-in-thread'
import { until } from '../support/until'
import { withDirectory } from '../support/with-directory'

describe('the thread that reads output', { timeout: 30_000 }, () => {
  // On Windows the path is that of a named pipe; here it is that of a socket.
  test('reads what two clients of its server write, and ends with them', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'server')
      const parts: Buffer[] = []
      let opened = (): void => undefined
      const isOpen = new Promise<void>((resolve) => (opened = resolve))
      const reading = readInThread({ order: 'listen', path }, (bytes) => void parts.push(bytes), opened)
      await isOpen
      const clients = `
        const { connect } = require('node:net')
        const one = connect(process.argv[1], () => {
          const two = connect(process.argv[1], () => {
            one.write('one\\n')
            setTimeout(() => two.end('two\\n', () => one.end('three\\n')), 50)
          })
        })`
      const child = spawn(process.execPath, ['-e', clients, path], { stdio: 'ignore' })
      const text = () => Buffer.concat(parts).toString()
      await until('the first line is there', () => text() !== '')
      await reading.flush()
      await reading.ended
      expect(text()).toBe('one\ntwo\nthree\n')
      expect(child.killed).toBe(false)
    }))

  test('ends a reading that cannot begin', async () => {
    await readInThread({ order: 'open', path: '/no/such/fifo' }, () => undefined).ended
    await readInThread({ order: 'listen', path: '/no/such/folder/server' }, () => undefined).ended
  })
})
