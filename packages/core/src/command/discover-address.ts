import type { Probe, ProbeRun } from '@portside/probe'
import { urlOf } from '../handle/server-data'
import type { Address } from './fill-placeholders'
import { probeTarget } from './probe-target'
import type { SpawnedCommand } from './spawned-command'
import { type ListeningPlace, watchListeners } from './watch-listeners'

/** How the address of a command is found that picks its port itself. */
export interface Discovery {
  /** Ready when the command's own probe is, on the first of its sockets on which that happens. */
  readonly probe: Probe
  /** Where that was; until then, where it was tried last. */
  readonly address: () => Address
}

const description = 'it listens on a port of its own choice'

/** Tries the probe of a command on each socket on which its processes begin to listen. */
export function discoverAddress(command: SpawnedCommand): Discovery {
  const { spec } = command
  let address = command.address
  return {
    address: () => address,
    probe: {
      description: spec.probe.description,
      wait: async (_, run) => {
        const search = new AbortController()
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
  const tried = new Set<string>()
  run.note({ probe: description, outcome: 'refused', detail: 'none of its processes does' })
  return new Promise((resolve, reject) => {
    run.signal.addEventListener('abort', () => reject(run.signal.reason as Error))
    watchListeners(command, run.signal, (place) => {
      const address = { ...command.address, host: reachableHost(place, command.address.host), port: place.port }
      const { host, port } = address
      if (tried.has(urlOf(host, port))) return
      tried.add(urlOf(host, port))
      onTry(address)
      run.note({ probe: description, outcome: 'answered', detail: `it listens on ${place.host}, port ${port}` })
      command.spec.probe.wait(probeTarget({ ...command, address }), run).then(() => resolve(address), reject)
    }).catch(reject)
  })
}

/** The address by which to connect: what listens on all of them is reached by the one that is asked for, if that is of its family. */
function reachableHost({ host }: ListeningPlace, asked: string): string {
  if (host === '::') return asked
  if (host !== '0.0.0.0') return host
  return asked.includes(':') ? '127.0.0.1' : asked
}
