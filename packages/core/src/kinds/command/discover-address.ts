import { isIPv6Only } from '@portside/ports'
import type { Probe, ProbeRun } from '@portside/probe'
import { allowManyListeners, urlOf } from '@portside/internal'
import { debuggerPorts } from '../../text/printed-addresses'
import { chooseAddress } from './choose-address'
import type { Address } from './command-address'
import type { SpawnedCommand } from './spawned-command'
import { type ListeningPlace, watchListeners } from './watch-listeners'

/** The search for the address of a command that picks its port itself. */
export interface Discovery {
  /** Ready when the command's own probe is, on the first of its sockets where that happens. */
  readonly probe: Probe
  /** The address of that socket; until then, the one that was tried last. */
  readonly address: () => Address
}

const description = 'it listens on a port of its own choice'

/** Tries the probe of a command on each socket on which its processes start to listen. */
export function discoverAddress(command: SpawnedCommand): Discovery {
  const { spec } = command
  let address = command.address
  return {
    address: () => address,
    probe: {
      description: spec.probe.description,
      wait: async (_, run) => {
        const search = new AbortController()
        // Each socket that is tried adds a listener.
        allowManyListeners(search.signal)
        const end = () => search.abort()
        run.signal.addEventListener('abort', end)
        try {
          address = await firstReady(command, { ...run, signal: search.signal }, (tried) => (address = tried))
        } finally {
          run.signal.removeEventListener('abort', end)
          end()
        }
      },
    },
  }
}

function firstReady(command: SpawnedCommand, run: ProbeRun, onTry: (address: Address) => void): Promise<Address> {
  const found = new Set<string>()
  const tried = new Map<string, { readonly address: Address; readonly pid: number | undefined }>()
  const isForDebugger = (port: number) => debuggerPorts(command.child.output.text()).has(port)
  run.note({ probe: description, outcome: 'refused', detail: 'none of its processes does' })
  return new Promise((resolve, reject) => {
    run.signal.addEventListener('abort', () => reject(run.signal.reason as Error))
    const choice = chooseAddress(command, ({ port }) => !isForDebugger(Number(port)))
    const end = (address: Address): void => {
      const ports = [...tried.values()].map(({ address: other }) => Number(other.port))
      const others = new Set(ports.filter((port) => port !== address.port && !isForDebugger(port)))
      resolve({ ...address, otherPorts: [...others] })
    }
    const tryPlace = async (place: ListeningPlace): Promise<void> => {
      const address = { ...command.address, host: await reachableHost(place, command.address.host), port: place.port }
      const url = urlOf(address.host, address.port)
      if (run.signal.aborted || isForDebugger(place.port) || tried.has(url)) return
      tried.set(url, { address, pid: place.pid })
      onTry(address)
      run.note({ probe: description, outcome: 'answered', detail: `it listens on ${place.host}, port ${place.port}` })
      const chosen = await choice({ address, pid: place.pid }, run)
      if (chosen !== undefined) end(chosen)
    }
    watchListeners(command, run.signal, (place) => {
      if (!isKnown(found, place)) tryPlace(place).catch(reject)
    }).catch(reject)
  })
}

/** Whether a place is known already; it is from now on. */
function isKnown(known: Set<string>, { host, port }: ListeningPlace): boolean {
  const url = urlOf(host, port)
  return known.has(url) || !known.add(url)
}

/** Returns the host to connect to. A service that listens on all addresses is reached by the requested one, if that is of the same family. */
async function reachableHost({ host, port }: ListeningPlace, asked: string): Promise<string> {
  if (host === '::') return (await isIPv6Only(host, asked, port)) ? '::1' : asked
  if (host !== '0.0.0.0') return host
  return asked.includes(':') ? '127.0.0.1' : asked
}
