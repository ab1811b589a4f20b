import type { PortRange } from './port-range'

const firstPort = 10_000
const lastPort = 65_535

/**
 * A random port from 10000 up that lies outside `range` and that `isAvoided` does not refuse; above the range where it
 * leaves a hundred numbers there. `undefined` when the range leaves next to none.
 */
export function randomPortOutside(range: PortRange, isAvoided: (port: number) => boolean): number | undefined {
  const above = { from: Math.max(range.to + 1, firstPort), to: lastPort }
  const below = { from: firstPort, to: Math.min(range.from - 1, lastPort) }
  const gap = size(above) >= 100 ? above : below
  if (size(gap) < 1) return undefined
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = gap.from + Math.floor(Math.random() * size(gap))
    if (!isAvoided(port)) return port
  }
  return undefined
}

function size({ from, to }: PortRange): number {
  return to - from + 1
}
