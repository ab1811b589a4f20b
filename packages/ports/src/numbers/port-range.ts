/** Port numbers from `from` to `to`, both included. */
export interface PortRange {
  readonly from: number
  readonly to: number
}

/** Whether `port` lies in `range`. */
export function isInRange(port: number, range: PortRange): boolean {
  return port >= range.from && port <= range.to
}
