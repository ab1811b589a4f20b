import { wantsTls } from '@portside/internal'
import { probe, type Probe } from '@portside/probe'

const probes: Readonly<Record<string, () => Probe>> = {
  'postgres:': probe.postgres,
  'postgresql:': probe.postgres,
  'mysql:': probe.mysql,
  'mariadb:': probe.mysql,
  'redis:': probe.redis,
  'mongodb:': probe.mongodb,
}

/** Returns the probe that tries the login of a URL, where `ready` says nothing else; `undefined` for a URL without one, of another
 * protocol, or with TLS, which handshakes do not speak. */
export function loginProbe(url: string): Probe | undefined {
  const parsed = new URL(url)
  const { protocol, password } = parsed
  if (password === '' || wantsTls(parsed) || !Object.hasOwn(probes, protocol)) return undefined
  return probes[protocol]?.()
}
