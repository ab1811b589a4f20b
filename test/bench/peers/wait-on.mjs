import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { harnessArguments } from '../support/program.mjs'
import { serverArguments } from '../support/target.mjs'

/** wait-on, by its API. It starts and stops nothing: that is the user's `spawn` and `kill`. */
export const peer = {
  name: 'wait-on',
  variants: [{ probe: 'tcp' }, { probe: 'tcp', isTuned: true }, { probe: 'http' }, { probe: 'http', isTuned: true }],
  bestSettings: 'interval: 10',
  command: () => harnessArguments(import.meta.url),
  async load() {
    const { default: waitOn } = await import('wait-on')
    return (target) => start(waitOn, target)
  },
}

async function start(waitOn, target) {
  const [file, ...args] = serverArguments(target)
  const child = spawn(file, args, { stdio: 'ignore' })
  await waitOn({ resources: [resourceOf(target)], ...(target.isTuned ? { interval: 10 } : {}) })
  return { url: target.url, stop: () => stop(child) }
}

function resourceOf({ probe, host, port }) {
  return probe === 'tcp' ? `tcp:${host}:${port}` : `http-get://${host}:${port}/health`
}

async function stop(child) {
  const exited = once(child, 'exit')
  child.kill()
  await exited
}
