import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readlinkSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { describe, expect, test } from 'vitest'
import { hasSocket } from '../../src/index'

const hasNamespaces = attempt(() => execFileSync('unshare', ['-rn', 'true'], { stdio: 'ignore' }))

describe.skipIf(process.platform !== 'linux')('hasSocket (skipped: only on Linux)', () => {
  test('knows a socket for as long as the process has it', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const known = { pid: process.pid, ...socketOf(server) }
    expect(hasSocket(known)).toBe(true)
    expect(hasSocket({ ...known, pid: process.ppid })).toBe(false)
    expect(hasSocket({ ...known, pid: 2 ** 30 })).toBe(false)
    expect(hasSocket({ ...known, descriptor: 0 })).toBe(false)
    server.close()
    const next = createServer().listen(0, '127.0.0.1')
    await once(next, 'listening')
    // Whatever has the descriptor now.
    expect(hasSocket(known)).toBe(false)
    next.close()
  })

  test.runIf(hasNamespaces)('does not know one in another network namespace (skipped: needs unshare -rp)', async () => {
    const code = `const server = require('node:net').createServer().listen(0, '0.0.0.0', () => {
      const { fd } = server._handle
      console.log(JSON.stringify({ pid: process.pid, descriptor: fd, link: require('node:fs').readlinkSync('/proc/self/fd/' + fd) }))
    })`
    const child = spawn('unshare', ['-rn', process.execPath, '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const known = JSON.parse(line.toString()) as { pid: number; descriptor: number; link: string }
    expect(readlinkSync(`/proc/${known.pid}/fd/${known.descriptor}`)).toBe(known.link)
    expect(hasSocket(known)).toBe(false)
    child.kill()
    await once(child, 'exit')
  })
})

function socketOf(server: Server) {
  const { fd } = (server as unknown as { readonly _handle: { readonly fd: number } })._handle
  return { descriptor: fd, link: readlinkSync(`/proc/self/fd/${fd}`) }
}

function attempt(act: () => unknown): boolean {
  try {
    act()
    return true
  } catch {
    return false
  }
}
