import { setTimeout as delay } from 'node:timers/promises'
import type { CommandSpec } from '../command/check-command-options'
import { maskOutput } from '../../text/mask-secrets'
import { showByHand } from '../command/by-hand'
import { warnOfBraces } from '../command/warn-of-braces'
import { spawnService } from '../command/spawn-service'
import type { Address } from '../command/command-address'
import { exitedError, unfinishedError } from '../../diagnose/exit-errors'
import type { Launch, StartContext } from '../../contract/start-context'

/** Runs a command until it exits. Throws `E_EXITED_EARLY` when the code is not 0, `E_NOT_READY` when it takes too long. */
export async function launchTask(spec: CommandSpec, context: StartContext): Promise<Launch> {
  warnOfBraces(spec, context)
  const address = { host: spec.host, protocol: 'http', port: undefined, ports: {} }
  return showByHand(runToEnd(spec, address, context), spec, () => address, context)
}

async function runToEnd(spec: CommandSpec, address: Address, context: StartContext): Promise<Launch> {
  const child = await spawnService(spec, address, context)
  const limit = new AbortController()
  const signal = AbortSignal.any([limit.signal, context.signal])
  const status = await Promise.race([
    child.exited,
    delay(spec.startTimeoutMs, undefined, { signal }).catch(() => undefined),
  ])
  limit.abort()
  context.signal.throwIfAborted()
  const text = (beginMs?: number) => maskOutput(child.output.text(beginMs), spec.redact)
  const output = text()
  if (status === undefined) throw unfinishedError(context.name, spec.startTimeoutMs, output)
  if (status.code !== 0) throw exitedError({ service: context.name, status, output, isTask: true })
  // The process has exited and no longer runs.
  context.run.ledger.forget(child)
  return {
    data: {},
    output: { text, waitFor: (pattern, signal) => child.output.waitFor(pattern, signal) },
  }
}
