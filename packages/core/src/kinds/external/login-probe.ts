import { probe, type Probe } from '@portside/probe'

const probes: Readonly<Record<string, () => Probe>> = {
  'postgres:': probe.postgres,
  'postgresql:': probe.postgres,
  'mysql:': probe.mysql,
  'mariadb:': probe.mysql,
  'redis:': probe.redis,
  'mongodb:': probe.mongodb,
}

/** Returns the probe that tries the login of a URL, where `ready` says nothing else; `undefined` for a URL without one, or of another protocol. */
export function loginProbe(url: string): Probe | undefined {
  const { protocol, password } = new URL(url)
  return password === '' || !Object.hasOwn(probes, protocol) ? undefined : probes[protocol]?.()
}
