import { parseArgs } from 'node:util'
import { describeOwner, findPortOwner } from '@portside/ports'
import { exitCodes } from './exit-codes'

/** `portside who`: tells which process has a port. Resolves to the exit code. */
export async function whoCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' } },
    allowPositionals: true,
  })
  const [target, ...rest] = positionals
  if (target === undefined || rest.length > 0)
    throw new TypeError('Expected one port, host:port or URL: portside who 3000')
  const { port, host } = parseTarget(target)
  const owner = await findPortOwner(port, host === undefined ? {} : { host })
  process.stdout.write(
    `${values.json ? JSON.stringify({ port, owner: owner ?? null }) : owner === undefined ? `Nobody has port ${port}` : `Port ${port}: ${describeOwner(owner)}`}\n`,
  )
  return owner === undefined ? exitCodes.failure : 0
}

/** Reads `3000`, `127.0.0.1:3000`, `[::1]:3000` or a URL. Throws a `TypeError` for anything else. */
function parseTarget(target: string): { port: number; host?: string } {
  if (/^\d+$/.test(target)) return { port: checkPort(target, target) }
  const text = target.includes('://') ? target : `tcp://${target}`
  if (!URL.canParse(text)) throw new TypeError(`Expected a port, host:port or URL, got '${target}'`)
  const { hostname, port, protocol } = new URL(text)
  const defaults: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }
  return {
    port: checkPort(port === '' ? (defaults[protocol] ?? '') : port, target),
    host: hostname.replaceAll(/[[\]]/g, ''),
  }
}

function checkPort(text: string, target: string): number {
  const port = Number(text)
  if (text === '' || !(port > 0 && port < 65_536))
    throw new TypeError(`Expected a port from 1 to 65535, got '${target}'`)
  return port
}
