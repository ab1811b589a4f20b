import { type PortsideError } from '@portside/errors'
import { findPortOwner, judgeListener, portInUseError } from '@portside/ports'
import { exitedError } from '../../diagnose/exit-errors'
import { hookFailure } from '../../run/listen-hook/hook-loading'
import type { RefusedReport } from '../../run/listen-hook/listen-reports'
import { maskOutput } from '../../text/mask-secrets'
import type { SpawnedCommand } from './spawned-command'

/**
 * Resolves as soon as a command cannot become ready although its leader lives: one of its Node processes could not get its port, since another
 * process listens there, or could not load the listen hook. Until then the command may retry.
 */
export async function watchTrouble(command: SpawnedCommand, signal: AbortSignal): Promise<PortsideError> {
  if (command.reports === undefined) return new Promise(() => undefined)
  return Promise.race([lostPort(command, signal), hookFailed(command, signal)])
}

function lostPort(command: SpawnedCommand, signal: AbortSignal): Promise<PortsideError> {
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
          (error) => error && resolve(error),
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

function hookFailed({ spec, child, context }: SpawnedCommand, signal: AbortSignal): Promise<PortsideError> {
  const status = { code: 1, signal: null, atMs: performance.now() }
  return new Promise((resolve) => {
    child.output.waitFor(hookFailure(context.run.id), signal).then(
      () =>
        resolve(exitedError({ service: context.name, status, output: maskOutput(child.output.text(), spec.redact) })),
      // The wait is over.
      () => undefined,
    )
  })
}
