import { setTimeout as delay } from 'node:timers/promises'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createConnection } from 'node:net'
import { type Probe, type ProbeAttempt, type ProbeRun, type ProbeTarget, toProbe } from '@portside/probe'

/** A server that is still there may log each check. */
const everyMs = 100

/** The errors of a connection to an address without a listener or a route. */
const nowhere: ReadonlySet<string | undefined> = new Set([
  'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENOTFOUND',
]) // prettier-ignore

/** Makes a probe that is ready when `probe` finds nothing: the resource refuses connections, or answers otherwise. */
export function absent(probe: Probe): Probe {
  return {
    description: probe.description,
    wait: async (target, run) => {
      while (!(await isGone(probe, target, run))) {
        run.note({ probe: probe.description, outcome: 'answered', detail: 'is still there' })
        await delay(everyMs, undefined, { signal: run.signal })
      }
    },
  }
}

/** Checks once: until the probe is ready, or reports that it cannot be. */
async function isGone(probe: Probe, target: ProbeTarget, run: ProbeRun): Promise<boolean> {
  const found = new AbortController()
  let address: string | undefined
  const note = (attempt: ProbeAttempt): void => {
    // Results on the other loopback address are reported too, after the first.
    address ??= attempt.address
    if (attempt.address !== address || !isAbsence(attempt, target)) return run.note(attempt)
    found.abort()
  }
  try {
    await probe.wait(target, { ...run, note, signal: AbortSignal.any([run.signal, found.signal]) })
  } catch (error) {
    run.signal.throwIfAborted()
    if (!found.signal.aborted) throw error
  }
  return found.signal.aborted
}

/** No answer from another machine means that it is off; on this one it means a full queue or a filter, behind which a process may listen. */
function isAbsence({ outcome, cause }: ProbeAttempt, { host }: ProbeTarget): boolean {
  if (outcome === 'no-answer') return !/^127\.|^::1$/.test(host)
  if (outcome === 'failed') return nowhere.has((cause as NodeJS.ErrnoException | undefined)?.code)
  return outcome === 'refused' || outcome === 'self-connect' || outcome === 'answered'
}

/** Makes a probe that is ready when no file has this path; a relative path begins at the target's `cwd`. */
export function absentFile(path: string): Probe {
  const isAbsent = async ({ cwd }: { readonly cwd: string }): Promise<boolean> => {
    try {
      await stat(resolve(cwd, path))
      return false
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return true
      throw error
    }
  }
  return { ...toProbe(isAbsent), description: `${path} is there` }
}

/** Makes a probe that is ready when nobody accepts connections at this Unix socket (or named pipe). */
export function closedSocket(path: string): Probe {
  const isSilent = ({ cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal }): Promise<boolean> =>
    new Promise((settle) => {
      const socket = createConnection({ path: path.startsWith('\\\\') ? path : resolve(cwd, path), signal })
      socket.once('connect', () => {
        socket.destroy()
        settle(false)
      })
      socket.once('error', () => settle(true))
    })
  return { ...toProbe(isSilent), description: `${path} takes connections` }
}
