import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { harnessArguments } from '../support/program.mjs'
import { serverArguments } from '../support/target.mjs'

/** Node alone, with a server that reports to its parent when it listens: the floor under everything else. */
export const peer = {
  name: 'by hand (floor)',
  variants: [{ probe: 'message' }],
  // Only a child of Node's can send its parent a message.
  servers: ['node'],
  command: () => harnessArguments(import.meta.url),
  load: async () => start,
}

async function start(target) {
  const [file, ...args] = serverArguments(target)
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  await once(child, 'message')
  return { url: target.url, stop: () => stop(child) }
}

async function stop(child) {
  const exited = once(child, 'exit')
  child.kill()
  await exited
}
