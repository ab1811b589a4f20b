import { probe, type Probe } from '@portside/probe'
import { resolve } from 'node:path'
import type { WaitOnOptions } from 'wait-on'
import { maskPassword } from './mask-password'
import { waitInRounds } from './wait-in-rounds'

/** Options of {@link resource}: those of wait-on without the options of a whole wait, which the service's own time-out ends. */
export type ResourceOptions = Omit<WaitOnOptions, 'resources' | 'timeout' | 'delay' | 'log' | 'verbose'>

/**
 * Makes a probe that is ready when wait-on finds `name` available: `tcp:host:port`, `http://…`, `http-get://…`, `https://…`, `socket:path`,
 * `file:path`, or a path. By default wait-on checks every 25 ms, one check at a time, and uses no proxy. `command:line` runs in the target's folder
 * and can be killed.
 *
 * wait-on cannot be cancelled, so it runs in rounds. An abort ends the wait at once, and wait-on itself at the end of its round: after a second
 * (files, TCP, sockets) or at most ten (HTTP).
 *
 * @example
 * command('node server.mjs', { ready: resource('http-get://127.0.0.1:4000/health', { strictSSL: true }) })
 * @throws TypeError when `name` is no resource.
 * @see https://github.com/jeffbski/wait-on#readme
 */
export function resource(name: string, options: ResourceOptions = {}): Probe {
  const own = probe.resource(name)
  if (name.startsWith('command:')) return own
  const description = `${maskPassword(name)} is available`
  return {
    description,
    wait: (target, run) => waitInRounds(absolute(name, target.cwd), run, description, options),
  }
}

function absolute(name: string, cwd: string): string {
  if (/^(https?(-get)?|tcp):/.test(name)) return name
  const [, prefix = 'file:', path = ''] = /^(file:|socket:)?(.*)$/s.exec(name) ?? []
  return prefix + resolve(cwd, path)
}
