import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { describe, expect, test } from 'vitest'
import { spawnChild } from '../../src/index'
import { identify } from '../../src/table/process-identity'
import { readLinuxProcess } from '../../src/table/linux-table'
import { survivorsOf } from '../support/is-there'
import { optionsOf } from '../support/options-of'
import { pidsOf } from '../support/pids-of'
import { server } from '../support/server'
import { until } from '../support/until'

describe('a child handle', { timeout: 30_000 }, () => {
  test('pauses and resumes the whole tree, also what has left the group', async () => {
    const child = await spawnChild(server('double-fork'), optionsOf())
    const pids = await pidsOf(child)
    const states = (): string => pids.map((pid) => readLinuxProcess(pid)?.state).join('')
    await child.pause()
    await until('all are stopped', () => states() === 'TT')
    await child.resume()
    await until('all go on', () => !states().includes('T'))
    await child.stop()
    expect(survivorsOf(pids)).toEqual([])
  })

  test('kills the whole tree as a crash would', async () => {
    const child = await spawnChild(server('double-fork'), optionsOf())
    const pids = await pidsOf(child)
    await child.kill()
    expect(await child.exited).toMatchObject({ signal: 'SIGKILL' })
    await until('all have gone', () => survivorsOf(pids).length === 0)
    expect(await child.stop()).toMatchObject({ isForced: false, killed: [] })
  })

  test('lists its members', async () => {
    const child = await spawnChild(server('double-fork'), optionsOf())
    const pids = await pidsOf(child)
    const members = await child.members()
    expect(new Set(members.map(({ pid }) => pid))).toEqual(new Set(pids))
    expect(members).toContainEqual({ pid: pids[1], command: 'sleep 1000' })
    await child.stop()
    expect(await child.members()).toEqual([])
  })

  test('finds a hidden daemon by its listener', async () => {
    const child = await spawnChild(server('hides'), optionsOf())
    const pids = await pidsOf(child)
    expect(await child.members()).toHaveLength(1)
    await child.trackListener(pids[1] ?? 0)
    expect(await child.members()).toHaveLength(2)
    expect((await child.stop()).strays).toEqual([{ pid: pids[1], command: 'sleep 1000' }])
    expect(survivorsOf(pids)).toEqual([])
  })

  test('refuses to take this process for a listener', async () => {
    const child = await spawnChild(server('plain'), optionsOf())
    await expect(child.trackListener(process.pid)).rejects.toThrow(TypeError)
    await expect(child.trackListener(1)).rejects.toThrow(TypeError)
    await child.stop()
  })

  test('has ended when the daemon has that its command left behind', async () => {
    const child = await spawnChild(server('daemonises'), optionsOf({ detaches: true }))
    const pids = await pidsOf(child)
    // Its end has been noticed when it is no zombie any more; the look at the members that follows is not before ours.
    await until('the command has ended', () => identify(child.pid) === undefined)
    expect(await child.members()).toHaveLength(1)
    expect(child.status).toBeUndefined()
    process.kill(pids[0] ?? 0, 'SIGKILL')
    expect(await child.exited).toMatchObject({ code: 0 })
    await child.stop()
  })

  test('waits for the listener of a daemon that cannot be seen', async () => {
    const child = await spawnChild(server('hides-and-ends'), optionsOf({ detaches: true }))
    const pids = await pidsOf(child)
    await child.trackListener(pids[0] ?? 0)
    await until('the command has ended', () => survivorsOf([child.pid]).length === 0)
    expect(child.status).toBeUndefined()
    await child.stop()
    expect(survivorsOf(pids)).toEqual([])
    expect(await child.exited).toMatchObject({ code: 0 })
  })

  test('has ended at once when a command that should daemonise fails', async () => {
    const child = await spawnChild(['sh', '-c', 'exit 3'], optionsOf({ detaches: true }))
    expect(await child.exited).toMatchObject({ code: 3 })
    await child.stop()
  })

  test('hands a listening socket over, before it returns', async () => {
    const listener = createServer().listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    const starting = spawnChild(server('inherits'), optionsOf({ listenFds: [descriptorOf(listener)] }))
    listener.close()
    const child = await starting
    await pidsOf(child)
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('inherited')
    await child.stop()
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow(TypeError)
  })
})

/** Node has no public name for the descriptor of a server. */
function descriptorOf(listener: Server): number {
  return (listener as Server & { _handle: { fd: number } })._handle.fd
}
