import { leasePorts } from '@portside/ports'
import type { Command, Options } from '../terminal/command'
import { parseOptions } from '../terminal/parse-options'

/** All ports that exist. */
const maxPorts = 65_535

const options = { json: { type: 'boolean', help: 'Print them as JSON' } } as const satisfies Options

/** `portside free`. */
export const freeCommand: Command = {
  summary: 'Print ports that nobody has, a line each',
  usage: '[options] [count]',
  about:
    'They are free when this program ends, and nobody keeps them: a service of `portside run`, or leasePort() in code, gets one that is kept.',
  options,
  examples: ['portside free', 'portside free 3 --json'],
  run: printFreePorts,
}

async function printFreePorts(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], options, allowPositionals: true })
  const [text = '1', ...rest] = positionals
  const count = /^\d+$/.test(text) ? Number(text) : 0
  if (rest.length > 0 || count < 1 || count > maxPorts)
    throw new TypeError(`Expected a number of ports from 1 to ${maxPorts}, got '${positionals.join(' ')}'`)
  const leases = await leasePorts(count)
  const ports = leases.map(({ port }) => port)
  process.stdout.write(values.json ? `${JSON.stringify(ports)}\n` : ports.map((port) => `${port}\n`).join(''))
  await Promise.all(leases.map((lease) => lease.release()))
  return 0
}
