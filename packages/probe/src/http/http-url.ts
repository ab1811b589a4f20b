import { formatAddress } from '../address'
import type { ProbeTarget } from '../probe-target'
import { targetAddress } from '../probes/target-address'

/**
 * The URL that a path of the target stands for; a whole URL stays as it is.
 * @throws TypeError when the target has neither URL nor port.
 */
export function httpUrl(path: string, target: ProbeTarget): URL {
  if (!path.startsWith('/')) return new URL(path)
  const base = target.url ?? `http://${formatAddress(targetAddress(target))}`
  const url = new URL(base)
  const queryAt = path.indexOf('?')
  // Not `new URL(path, base)`: it would read '//x' as a host.
  url.pathname = queryAt === -1 ? path : path.slice(0, queryAt)
  url.search = queryAt === -1 ? '' : path.slice(queryAt)
  return url
}
