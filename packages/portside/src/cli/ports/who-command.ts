import { findPortOwner, findProcess, findProcessPorts, type PortOwner, type ProcessFacts } from '@portside/ports'
import type { Command, Options } from '../terminal/command'
import { exitCodes } from '../terminal/exit-codes'
import { ownerRows, processRows } from './owner-rows'
import { parseOptions } from '../terminal/parse-options'
import { parsePortTarget, type PortTarget } from './port-target'
import { formatRows } from '../terminal/format-table'

const options = { json: { type: 'boolean', help: 'Print what is known as JSON' } } as const satisfies Options

/** `portside who`. */
export const whoCommand: Command = {
  summary: 'Show who has a port, or which ports a process has',
  usage: '[options] <port | host:port | url | pid>',
  options,
  sections: [
    'A number that is no port in use is taken for the id of a process. Exit code: 0 if somebody has the port, 1 if nobody is seen to have it, 2 for wrong arguments.',
  ],
  examples: ['portside who 3000', 'portside who http://127.0.0.1:5173'],
  run: showOwners,
}

async function showOwners(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], options, allowPositionals: true })
  const [text, ...rest] = positionals
  if (text === undefined || rest.length > 0)
    throw new TypeError('Expected one port, host:port, URL or pid: npx portside who 3000')
  const found = await findOwners(text)
  process.stdout.write(values.json ? `${JSON.stringify(found)}\n` : describe(text, found))
  const { owners, process: asked } = found
  return owners.length > 0 || (asked !== undefined && isPidOnly(text)) ? 0 : exitCodes.failure
}

interface Found {
  readonly owners: readonly { readonly port: number; readonly owner: PortOwner }[]
  /** The process of that id, if it has no port. */
  readonly process?: ProcessFacts | undefined
}

const maxPort = 65_535

/** Returns whether a number is too large for a port. */
function isPidOnly(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) > maxPort
}

/** Takes a number as a port first; if nobody has that port, or it is too large for one, as a process id. */
async function findOwners(text: string): Promise<Found> {
  const direct = isPidOnly(text) ? undefined : await ownerOf(parsePortTarget(text))
  if (direct !== undefined) return { owners: [direct] }
  const pid = /^\d+$/.test(text) ? Number(text) : 0
  if (pid === 0 || !Number.isSafeInteger(pid)) return { owners: [] }
  const ports = await findProcessPorts(pid)
  const owners = await Promise.all(ports.map((port) => ownerOf({ port })))
  const found = owners.filter((owner) => owner !== undefined)
  return found.length > 0 ? { owners: found } : { owners: [], process: findProcess(pid) }
}

async function ownerOf({ port, host }: PortTarget): Promise<Found['owners'][number] | undefined> {
  const owner = await findPortOwner(port, host === undefined ? {} : { host })
  return owner && { port, owner }
}

function describe(text: string, { owners, process: asked }: Found): string {
  if (owners.length === 0) {
    const nobody = isPidOnly(text) ? '' : `Nobody is seen to have port ${text}\n`
    if (asked !== undefined) return `${nobody}Process ${text} listens on no port\n${formatRows(processRows(asked))}`
    return isPidOnly(text) ? `There is no process ${text}\n` : `Nobody is seen to have ${text}\n`
  }
  return owners.map(({ port, owner }) => `Port ${port}\n${formatRows(ownerRows(owner))}`).join('\n')
}
