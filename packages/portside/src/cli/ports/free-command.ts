import { leasePorts } from '@portside/ports'
import { parseOptions } from '../terminal/parse-options'

/** All ports that exist. */
const maxPorts = 65_535

/** `portside free`: prints ports that nobody has, one a line. Resolves to the exit code. */
export async function freeCommand(args: readonly string[]): Promise<number> {
  const options = { json: { type: 'boolean' } } as const
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
