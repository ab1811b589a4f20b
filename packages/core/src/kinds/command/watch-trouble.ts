import { setTimeout as delay } from 'node:timers/promises'
import { type PortsideError } from '@portside/errors'
import { findPortOwner, judgeListener, portInUseError } from '@portside/ports'
import { exitedError, reportedError } from '../../diagnose/exit-errors'
import { hookFailure } from '../../run/listen-hook/hook-loading'
import type { RefusedReport } from '../../run/listen-hook/listen-reports'
import { isLenient } from '../../run/environment'
import { maskOutput, maskSecrets } from '../../text/mask-secrets'
import { printLenient } from './print-finding'
import type { SpawnedCommand } from './spawned-command'
import { type Trouble, watchSilence } from './watch-silence'

/**
 * Resolves as soon as a command cannot become ready although its leader lives: one of its Node processes could not get its port, since another
 * process listens there, or could not load the listen hook; its output matches `failed`; or its silence shows that nothing more will come. With `PORTSIDE_LENIENT=1`, what is only
 * inferred is printed, and the wait goes on.
 */
export function watchTrouble(command: SpawnedCommand, signal: AbortSignal): Promise<Trouble> {
  const inferred = [lostPort(command, signal), reportedFailure(command, signal), watchSilence(command, signal)]
  return Promise.race([hookFailed(command, signal), ...(isLenient() ? inferred.map(printed) : inferred)])

  async function printed(pending: Promise<Trouble>): Promise<Trouble> {
    const { text } = await pending
    printLenient(command, text)
    return new Promise(() => undefined)
  }
}

function lostPort(command: SpawnedCommand, signal: AbortSignal): Promise<Trouble> {
  const { reports, address } = command
  const ports = new Set([address.port, ...Object.values(address.ports)])
  let seen = 0
  return new Promise((resolve) => {
    const judgeRefused = () => {
      const fresh = reports?.refused.slice(seen) ?? []
      seen += fresh.length
      const conflict = fresh.find(({ port, code }) => code === 'EADDRINUSE' && ports.has(port))
      if (conflict !== undefined)
        void conflictError(command, conflict).then(
          (error) => error && resolve({ text: error.summary, error }),
          // An owner that cannot be judged is no reason to end the wait.
          () => undefined,
        )
    }
    const unsubscribe = reports?.subscribe(judgeRefused)
    judgeRefused()
    signal.addEventListener('abort', () => unsubscribe?.(), { once: true })
  })
}

/** Returns the error; `undefined` if nothing listens there, or a process of the command that is being replaced. */
async function conflictError(command: SpawnedCommand, { port = 0 }: RefusedReport): Promise<PortsideError | undefined> {
  const { spec, address, child, context } = command
  const pids = (await child.members()).map(({ pid }) => pid)
  const verdict = await judgeListener({ host: address.host, port }, [child.pid, ...pids])
  if (verdict === 'nobody' || verdict === 'ours') return undefined
  const output = maskOutput(child.output.text(), spec.redact)
  return portInUseError({ port, owner: await findPortOwner(port), service: context.name, output })
}

/** The rest of a report follows the line by which it is recognised. */
const reportMs = 250

/** Resolves once the output matches `failed`. */
function reportedFailure({ spec, child, context }: SpawnedCommand, signal: AbortSignal): Promise<Trouble> {
  const { failed } = spec
  return new Promise((resolve) => {
    if (failed === undefined) return
    const makeError = async ([line]: RegExpMatchArray): Promise<void> => {
      await delay(reportMs, undefined, { signal })
      const output = maskOutput(child.output.text(), spec.redact)
      const error = reportedError({ service: context.name, line: maskSecrets(line.trim(), spec.redact), output })
      resolve({ text: error.summary, error })
    }
    // The wait is over.
    child.output
      .waitFor(failed, signal)
      .then(makeError)
      .catch(() => undefined)
  })
}

function hookFailed({ spec, child, context, reports }: SpawnedCommand, signal: AbortSignal): Promise<Trouble> {
  const status = { code: 1, signal: null, atMs: performance.now() }
  return new Promise((resolve) => {
    if (reports === undefined) return
    child.output.waitFor(hookFailure(context.run.id), signal).then(
      () => {
        const error = exitedError({
          service: context.name,
          status,
          output: maskOutput(child.output.text(), spec.redact),
        })
        resolve({ text: error.summary, error })
      },
      // The wait is over.
      () => undefined,
    )
  })
}
