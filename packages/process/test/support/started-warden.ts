import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { Writable } from 'node:stream'
import { createOutput, type ChildOutput } from '../../src/output/child-output'
import { identify } from '../../src/table/process-identity'
import { wardenScript } from '../../src/warden/warden-script'
import { pidsOf } from './pids-of'
import { server } from './server'
import type { Shell } from './shells'

/** The name of the runner whose children the wardens of this test file look after. */
const runner = randomUUID()

/** Starts a warden; `before` is a command that runs its shell. */
export function startWarden(
  { name, argv0, args }: Shell,
  before: readonly string[] = [],
): ChildProcessByStdio<Writable, null, null> {
  const [program = name, ...rest] = [...before, ...(before.length > 0 ? [name] : [])]
  return spawn(program, [...rest, ...args, '-c', wardenScript, 'portside-warden', runner], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH },
    detached: true,
    ...(before.length > 0 ? {} : { argv0 }),
  })
}

/** A program of `test/servers`, with all processes that it consists of. */
export interface StartedServer {
  readonly leader: number
  readonly pids: readonly number[]
  readonly output: ChildOutput
}

/** Starts a program with the cookie of the wardens of this test file, or with another environment. */
export async function startServer(
  name: string,
  cookie: NodeJS.ProcessEnv = { PORTSIDE_CHILD: `${runner}.1` },
): Promise<StartedServer> {
  const [program = '', ...args] = server(name)
  const env = { ...process.env, ...cookie }
  const child = spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  const output = createOutput()
  child.stdout.on('data', output.write)
  return { leader: child.pid ?? 0, pids: await pidsOf({ output }), output }
}

/** The start time of a process, as the warden's entries have it. */
export function startOf(pid: number): string {
  return String(identify(pid)?.startTime)
}
