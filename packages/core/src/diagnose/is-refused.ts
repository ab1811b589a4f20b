import type { Readiness } from '@portside/probe'

/** Whether a service's own address has refused every connection, whatever other addresses did. */
export function isRefused({ attempts }: Readiness, host: string, port: number | undefined): boolean {
  const ownAddress = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const own = attempts.filter(({ address }) => address === undefined || address === ownAddress)
  return own.length > 0 && own.every(({ outcome }) => outcome === 'refused')
}
