import { resolve } from 'node:path'
import { invalidArgument } from '@portside/errors'
import type { Probe } from '../probe'
import { exec } from './exec'

/**
 * Ready when wait-on finds `name` available: `tcp:host:port`, `http://…`, `http-get://…`, `https://…`, `socket:path`,
 * `file:path`, or a path. wait-on is loaded with the first wait, and sees no proxy. `command:line` is `exec(line)`, which
 * runs where the target does and can be killed.
 *
 * wait-on cannot be cancelled, so it runs in rounds: the wait ends at once when aborted, wait-on itself with its round,
 * after a second (files, TCP, sockets) or at most ten (HTTP).
 * @throws TypeError when `name` is not as described.
 * @see https://github.com/jeffbski/wait-on#readme
 */
export function resource(name: string): Probe {
  checkResource(name)
  const description = `${name} is available`
  if (name.startsWith('command:')) return { description, wait: exec(name.slice('command:'.length)).wait }
  return {
    description,
    wait: async (target, run) => {
      const { waitInRounds } = await import('../waiting')
      await waitInRounds(absolute(name, target.cwd), run, description)
    },
  }
}

/** wait-on says so too, but only once it is loaded. */
function checkResource(name: unknown): void {
  const isWrong =
    typeof name !== 'string' ||
    name === '' ||
    (/^https?(-get)?:/.test(name) && !/^https?(-get)?:\/\/./.test(name)) ||
    (name.startsWith('tcp:') && !/^tcp:(\[[^\]]+\]:|[^:/]*:)?\d+$/.test(name))
  if (isWrong) throw invalidArgument('name', "a resource such as 'tcp:127.0.0.1:5432' or 'http-get://127.0.0.1/'", name)
}

function absolute(name: string, cwd: string): string {
  if (/^(https?(-get)?|tcp):/.test(name)) return name
  const [, prefix = 'file:', path = ''] = /^(file:|socket:)?(.*)$/s.exec(name) ?? []
  return prefix + resolve(cwd, path)
}
