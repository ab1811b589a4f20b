import { networkInterfaces } from 'node:os'

/** Whether this machine has `::1`; says so when it has not. */
export function hasIPv6(): boolean {
  const has = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'))
  if (!has) console.log('skipped: this machine has no ::1')
  return has
}
