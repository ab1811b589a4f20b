import { addressText } from './address-text'
import type { Evidence } from './evidence'

/** Whether a service's own address has refused every connection, whatever other addresses did. */
export function isRefused({ attempts, host, port }: Evidence): boolean {
  const ownAddress = addressText(host, port)
  const own = attempts.filter(({ address }) => address === undefined || address === ownAddress)
  return own.length > 0 && own.every(({ outcome }) => outcome === 'refused')
}
