import type { Address } from '../command/fill-placeholders'

// What servers print when bind(2) fails with EADDRINUSE: Node, then Python, Go, Ruby, Java, nginx and Redis, which print strerror(3).
const conflict = /EADDRINUSE|address already in use/i

/** The port that a server could not bind, from what it wrote before it ended; `undefined` when it says nothing of the kind. */
export function findBindConflict(output: string, { port, ports }: Pick<Address, 'port' | 'ports'>): number | undefined {
  const line = output.split('\n').find((text) => conflict.test(text))
  if (line === undefined) return undefined
  const named = /:(\d{1,5})\b(?!.*:\d{1,5}\b)/.exec(line)?.[1]
  return named === undefined ? (port ?? Object.values(ports)[0]) : Number(named)
}
