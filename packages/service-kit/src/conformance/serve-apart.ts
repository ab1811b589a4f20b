import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { ServedHandle } from './subject'
import { treeOf } from './traces'

// Prints `begun`, then the address once the server is ready, and stops it at a word on standard input. Its end is the end of the process.
const script = `
const [program, name] = process.argv.slice(1)
const { serve } = await import(program)
console.log('begun')
process.stdin.once('end', () => process.exit())
process.stdin.resume()
try {
  const handle = await serve(name, {})
  const { pid, url } = handle
  console.log(JSON.stringify({ pid, url }))
  process.stdin.once('data', async () => {
    process.stdin.destroy()
    await handle.stop()
  })
} catch (error) {
  console.log(JSON.stringify({ failure: String(error?.stack ?? error) }))
  process.stdin.destroy()
}
`

/** The circumstances of a process that starts a server. */
export interface Circumstances {
  readonly name: string
  readonly program: string
  /** Variables that are added to those of this process; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The ids of its user and group. */
  readonly user?: number
  /** The longest time until the server is ready, or has ended, in milliseconds. */
  readonly limitMs: number
}

/** A process that starts a server. */
export interface Apart {
  /** Resolves once the process has loaded the package. */
  readonly begun: Promise<void>
  /** Resolves with the address once the server is ready. Rejects with the failure. */
  readonly ready: Promise<Omit<ServedHandle, 'restart' | 'stop'>>
  /** Lets the process stop the server, and returns its exit code. */
  readonly stop: () => Promise<number | null>
  /** Kills the process, and nothing else, and returns the processes that it had below it. */
  readonly kill: () => Promise<readonly string[]>
}

/** Starts a server from a process of its own. */
export function serveApart({ name, program, env, user, limitMs }: Circumstances): Apart {
  const args = ['--input-type=module', '--eval', script, '--', pathToFileURL(program).href, name]
  const child = spawn(process.execPath, args, {
    cwd: user === undefined ? undefined : '/',
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
    ...(user !== undefined && { uid: user, gid: user }),
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  child.stdin.on('error', () => undefined)
  const begun = nextLine().then(() => undefined)
  const ready = begun.then(async () => {
    const { failure, ...address } = JSON.parse(await nextLine()) as ServedHandle & { readonly failure?: string }
    if (failure !== undefined) assert.fail(failure)
    return address
  })
  // `kill()` awaits neither, so their rejections are handled here.
  for (const promise of [begun, ready]) promise.catch(() => undefined)
  return { begun, ready, stop, kill }

  async function nextLine(): Promise<string> {
    const line = await within(lines.next(), 'its next line')
    if (line.done === true) assert.fail('The process that starts the server has ended')
    return line.value
  }

  async function stop(): Promise<number | null> {
    child.stdin.write('stop\n')
    const [code] = await within(exited, 'its end')
    return code
  }

  async function kill(): Promise<readonly string[]> {
    const tree = treeOf(child.pid)
    child.kill('SIGKILL')
    await exited
    return tree
  }

  async function within<Value>(promise: Promise<Value>, what: string): Promise<Value> {
    const over = new AbortController()
    const late = delay(limitMs, undefined, { signal: over.signal }).then(() => {
      child.kill('SIGKILL')
      assert.fail(`The process that starts the server was killed: ${what} did not come within ${limitMs} ms`)
    })
    return Promise.race([promise, late]).finally(() => {
      over.abort()
      late.catch(() => undefined)
    })
  }
}
