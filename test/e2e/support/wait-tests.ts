import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { processesWith } from '../../support/leftovers'
import { repositoryRoot } from '../../support/repository-root'
import { runProgram } from '../../support/run-program'

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')

/** The surroundings of the tests of `portside wait`: a folder of each test, and servers that are closed with it. */
export interface WaitTests {
  readonly directory: () => string
  readonly wait: (args: readonly string[], env?: Readonly<Record<string, string>>) => ReturnType<typeof runProgram>
  readonly listen: (server: Server, port?: number, host?: string) => Promise<number>
  readonly serveHttp: (listener: RequestListener, host?: string) => Promise<number>
}

/** Registers the hooks of a test file. */
export function useWaitTests(): WaitTests {
  let directory: string
  const servers = new Set<Server>()
  beforeEach(async () => {
    // Its name marks the processes of one test, so that those that are left can be found.
    directory = await mkdtemp(join(tmpdir(), `portside-test-${randomUUID()}-`))
  })
  afterEach(async () => {
    for (const server of servers) server.close()
    servers.clear()
    await rm(directory, { recursive: true })
    expect(processesWith(directory)).toEqual([])
  })
  const listen: WaitTests['listen'] = async (server, port = 0, host = '127.0.0.1') => {
    servers.add(server)
    await new Promise<void>((resolve) => server.listen(port, host, resolve))
    return (server.address() as AddressInfo).port
  }
  return {
    directory: () => directory,
    wait: (args, env = {}) => runProgram([process.execPath, cli, 'wait', ...args], { cwd: directory, env }),
    listen,
    serveHttp: (listener, host) => listen(createServer(listener), 0, host),
  }
}
