import { printWarning } from '@portside/internal'
import { findOpenConnections } from '@portside/ports'
import { type ProcessDescription, readActivities, type StopReport } from '@portside/process'
import { setTimeout as delay } from 'node:timers/promises'
import type { StartContext } from '../../contract/start-context'
import { maskSecrets } from '../../text/mask-secrets'
import type { CommandSpec } from './check-command-options'

/** A stop that has to kill, and the reason. */
export interface KillWatch {
  /** Must be called before processes are killed: it looks at what they wait for. */
  readonly onKill: (processes: readonly ProcessDescription[]) => Promise<void>
  /** Reports a stop that had to kill, in one line. */
  readonly report: (stopped: StopReport) => void
}

/** How many connections a line names. */
const maxNamed = 3

/** How long the look may take, in milliseconds: the kill waits for it. */
const lookMs = 200

/** Watches the stop of a service. A stop that was forced, or whose time-out is 0, is meant to kill, and is not reported. */
export function watchKill({ name, run }: StartContext, { stopTimeoutMs = 5000, redact }: CommandSpec): KillWatch {
  let waits: readonly string[] = []
  return {
    onKill: async (processes) => {
      // Only a part of the line is lost if the system does not show it.
      const found = findWaits(processes).catch(() => [])
      waits = await Promise.race([found, delay(lookMs, [], { ref: false })])
    },
    report: ({ isForced, elapsedMs, killed, signal }) => {
      if (!isForced || stopTimeoutMs === 0 || run.force.aborted) return
      const reason = waits.length === 0 ? `${namesOf(killed)} did not react` : `it waited for ${waits.join('; ')}`
      const text = `${name} was killed, since it had not ended ${(elapsedMs / 1000).toFixed(1)} s after ${signal}: ${reason}`
      const line = maskSecrets(text, redact)
      if (run.watcher.killed === undefined) printWarning('PORTSIDE_KILLED', line)
      else run.watcher.killed(name, line)
    },
  }
}

async function findWaits(processes: readonly ProcessDescription[]): Promise<readonly string[]> {
  const pids = processes.map(({ pid }) => pid)
  const [, ...children] = processes
  return [
    ...readActivities(pids).flatMap(({ pid, lock }) =>
      lock === undefined ? [] : [`a lock${lock.path === undefined ? '' : ` on ${lock.path}`} (process ${pid})`],
    ),
    ...connectionsText(await findOpenConnections(pids)),
    ...(children.length === 0 ? [] : [`its child processes ${namesOf(children)}`]),
  ]
}

function connectionsText(connections: Awaited<ReturnType<typeof findOpenConnections>>): readonly string[] {
  if (connections.length === 0) return []
  const named = connections.slice(0, maxNamed).map(({ port, remote, peer }) => {
    const who = peer === undefined ? '' : peer === process.pid ? ', this process' : `, process ${peer}`
    return `port ${port} with ${remote}${who}`
  })
  const more = connections.length > maxNamed ? ` and ${connections.length - maxNamed} more` : ''
  return [`open connections (${named.join('; ')}${more})`]
}

function namesOf(processes: readonly ProcessDescription[]): string {
  return processes.map(({ pid, command }) => `${pid} (${command})`).join(', ')
}
