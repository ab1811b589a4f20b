import { isLoopback } from '@portside/ports'
import { inheritedEnvironment } from '../../run/environment'

type Needs = Readonly<Record<string, unknown>>

/**
 * Makes the environment of a service on `host` before its own variables: that of this process, and defaults under which services work as in a
 * terminal. `host` is absent for a service that does not listen.
 */
export function baseEnvironment(host: string | undefined, needs: Needs): Record<string, string> {
  const inherited = inheritedEnvironment()
  return {
    // Python would keep short output in a buffer, since nobody sits at a terminal.
    PYTHONUNBUFFERED: '1',
    ...inherited,
    ...proxyExceptions(inherited, [...(host === undefined ? [] : [host]), ...hostsOf(needs)]),
    BROWSER: 'none',
    // Many shells and containers export the name of the machine, and servers take it for the address to listen on.
    ...(inherited['HOSTNAME'] === undefined || host === undefined ? {} : { HOSTNAME: host }),
  }
}

const ownHosts = ['127.0.0.1', '::1', 'localhost']

/** Each spelling is read by some programs, and curl prefers the lower-case one, so one that is missing begins as the other. */
function proxyExceptions(
  inherited: Readonly<Record<string, string>>,
  hosts: readonly string[],
): Record<string, string> {
  const { NO_PROXY: upper, no_proxy: lower } = inherited
  return { NO_PROXY: extended(upper ?? lower, hosts), no_proxy: extended(lower ?? upper, hosts) }
}

function extended(exceptions = '', hosts: readonly string[]): string {
  const entries = exceptions.split(/[\s,]+/).filter((entry) => entry !== '')
  if (entries.includes('*')) return exceptions
  return [...new Set([...entries, ...ownHosts, ...hosts])].join(',')
}

/** A host that is not this machine may be reached by the proxy alone. */
function hostsOf(needs: Needs): readonly string[] {
  return Object.values(needs).map(hostOf).filter(isLoopback)
}

function hostOf(handle: unknown): string {
  try {
    const { host, url } = handle as { readonly host?: unknown; readonly url?: unknown }
    return typeof host === 'string' ? host : new URL(String(url)).hostname.replaceAll(/[[\]]/g, '')
  } catch {
    return ''
  }
}
