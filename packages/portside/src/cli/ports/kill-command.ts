import { createInterface } from 'node:readline/promises'
import { describeOwner, findPortOwner, type PortOwner } from '@portside/ports'
import { endOwner } from './end-owner'
import type { Command, Options } from '../terminal/command'
import { exitCodes } from '../terminal/exit-codes'
import { parseOptions } from '../terminal/parse-options'
import { parsePortTarget } from './port-target'

const options = {
  yes: { type: 'boolean', short: 'y', help: 'Do not ask' },
  force: { type: 'boolean', help: 'Also when the process belongs to another user' },
} as const satisfies Options

/** `portside kill`. */
export const killCommand: Command = {
  summary: 'End the process that listens on a port',
  usage: '[options] <port | host:port | url>',
  about: 'The process gets SIGTERM, and SIGKILL after 5 seconds.',
  options,
  sections: ['Exit code: 0 if the port is free now, 1 if it is not or nobody had it, 2 for wrong arguments.'],
  examples: ['portside kill 3000', 'portside kill --yes 3000'],
  run: killOwner,
}

async function killOwner(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], options, allowPositionals: true })
  const [text, ...rest] = positionals
  if (text === undefined || rest.length > 0)
    throw new TypeError('Expected one port, host:port or URL: npx portside kill 3000')
  const { port, host } = parsePortTarget(text)
  const owner = await findPortOwner(port, host === undefined ? {} : { host })
  const refusal = refusalOf(owner, port, values.force ?? false)
  if (owner === undefined || refusal !== undefined) return print(refusal ?? '', exitCodes.failure)
  if (!(values.yes || (await isConfirmed(owner, port)))) return print('Nothing was done', exitCodes.failure)
  const signal = await endOwner(port, owner)
  return signal === undefined
    ? print(`Process ${owner.pid} still has port ${port}`, exitCodes.failure)
    : print(`Ended process ${owner.pid} by ${signal}; port ${port} is free`, 0)
}

/** Returns why the owner must not be ended; `undefined` when it may be. */
function refusalOf(owner: PortOwner | undefined, port: number, isForced: boolean): string | undefined {
  if (owner === undefined) return `Nobody is seen to have port ${port}`
  const who = describeOwner(owner)
  if (owner.state !== 'listen' || owner.pid === undefined)
    return `Port ${port} has no process that could be ended: ${who}`
  if (owner.pid === 1) return `Port ${port} belongs to the first process of the system: ${who}`
  const isOwn = owner.uid === undefined || owner.uid === process.getuid?.()
  return isOwn || isForced ? undefined : `Port ${port} is not yours: ${who}. Use --force to end it all the same`
}

async function isConfirmed(owner: PortOwner, port: number): Promise<boolean> {
  if (!process.stdin.isTTY) throw new TypeError('Expected --yes, since there is no terminal to ask at')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`Port ${port}: ${describeOwner(owner)}\nEnd it? [y/N] `)
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}

function print(text: string, code: number): number {
  process.stderr.write(`${text}\n`)
  return code
}
