import { once } from 'node:events'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { SpawnedCommand } from '../../../src/kinds/command/spawned-command'
import { watchOwner } from '../../../src/kinds/command/watch-owner'
import type { ListeningReport } from '../../../src/run/listen-hook/listen-reports'
import { command, start } from '../../../src/index'
import { serverPath } from '../../support/server-path'

describe.skipIf(process.platform !== 'linux')('the owner of a listener (skipped: read from /proc)', () => {
  test('is the process that has reported so, while it has the socket that it reported, and nobody else later', async () => {
    await using server = await start(command(['node', serverPath('echo.mjs')]))
    const { pid, host, port } = server
    const report = { child: 'x', pid, event: 'listening', host, port, ...socketOf(Number(pid), port) }
    const [own, place] = [report as ListeningReport, { host, port }]
    const ownerOf = (listening: readonly ListeningReport[], at = place) =>
      watchOwner({ child: { pid: 1 }, reports: { listening } } as unknown as SpawnedCommand).ownerAt(at)
    expect(ownerOf([own])).toBe(pid)
    expect(ownerOf([{ ...own, host: '0.0.0.0' }])).toBe(pid)
    expect(ownerOf([{ ...own, host: '::' }])).toBe(pid)
    // The socket is what proves it: nobody listens on this port.
    expect(ownerOf([{ ...own, port: 1 }], { host, port: 1 })).toBe(pid)
    expect(ownerOf([{ ...own, port: 1, host: '::1' }], { host, port: 1 })).toBeUndefined()
    expect(ownerOf([{ ...own, port: 1, socket: 'socket:[1]' }], { host, port: 1 })).toBeUndefined()
    expect(ownerOf([{ ...own, host: '::1' }], { host: '::1', port })).toBe(pid)
    // A report of another address is no proof.
    expect(ownerOf([{ ...own, host: '127.0.0.2' }], { host: '127.0.0.3', port })).toBeUndefined()
    await server.stop()
    const otherOwner = createServer().listen(port, host)
    await once(otherOwner, 'listening')
    expect(ownerOf([own])).toBeUndefined()
    otherOwner.close()
  })
})

/** The descriptor of a process that leads to its listener, and what it leads to. */
function socketOf(pid: number, port: number): { fd: number; socket: string } {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n')
  const row = rows.find((line) => line.includes(hex) && line.includes(' 0A ')) ?? ''
  const socket = `socket:[${row.trim().split(/\s+/)[9]}]`
  const fd = readdirSync(`/proc/${pid}/fd`).find((name) => readlinkSync(`/proc/${pid}/fd/${name}`) === socket)
  return { fd: Number(fd), socket }
}
