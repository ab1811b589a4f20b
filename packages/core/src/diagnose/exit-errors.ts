import { PortsideError } from '@portside/errors'
import type { ExitStatus, ProcessDescription } from '@portside/process'
import type { MissingCommand } from './evidence'

/** The facts about a process that died while it was in use. */
export interface Crash {
  readonly service: string
  readonly status: ExitStatus
  /** Milliseconds from its readiness to its exit. */
  readonly afterMs: number
  readonly output: string
  /** The files with all of its output, which stay after the run. @default [] */
  readonly keptFiles?: readonly string[] | undefined
}

/** `E_CRASHED`: the process exited after it was ready, without having been stopped. */
export function crashedError({ service, status, afterMs, output, keptFiles }: Crash): PortsideError {
  const how = status.signal === null ? `ended with code ${status.code}` : `was ended by ${status.signal}`
  return new PortsideError({
    code: 'E_CRASHED',
    service,
    summary: `${how}, ${(afterMs / 1000).toFixed(1)} s after it was ready`,
    evidence: killFacts(status),
    output,
    hints: [...crashHints(status, output), outputHint(keptFiles)],
  })
}

function crashHints(status: ExitStatus, output: string): string[] {
  const killed = killHints(status, output)
  if (killed.length > 0 || status.code !== 0) return killed
  return ['It has ended by itself, with code 0: a service must go on until it is stopped.']
}

/** Names the place of all that a service wrote, of which errors show the end. */
export function outputHint(keptFiles: readonly string[] = []): string {
  return keptFiles.length === 0
    ? 'To keep all that it writes in a file, set `PORTSIDE_OUTPUT=logs` for the run.'
    : `All that it wrote is in ${keptFiles.join(' or ')}.`
}

/** The crash of a service that was restarted `restarts` times; `failure` is the reason why the last restart did not become ready. */
export function restartedError(crash: PortsideError, restarts: number, failure?: unknown): PortsideError {
  if (restarts === 0) return crash
  const { code, service, summary, evidence, hints, output } = crash
  const times = `it had been started again ${restarts === 1 ? 'once' : `${restarts} times`} (\`restartOnCrash\`)`
  const outcome = failure === undefined ? times : `${times}, and did not become ready then`
  return new PortsideError({ code, service, summary, evidence: [...evidence, outcome], hints, output, cause: failure })
}

/** The facts about a process that exited too early. */
export interface EarlyExit {
  readonly service: string
  readonly status: ExitStatus
  readonly output: string
  /** Whether it was expected to exit, but with 0. @default false */
  readonly isTask?: boolean
  /** The command that a shell of it did not find. */
  readonly missing?: MissingCommand | undefined
  /** The value of NODE_ENV in its environment. */
  readonly nodeEnv?: string | undefined
  /** The processes that it left running. @default [] */
  readonly left?: readonly ProcessDescription[]
  /** Remarks that apply whatever it has written. @default [] */
  readonly remarks?: readonly string[]
}

/** `E_EXITED_EARLY`: the process exited before it was ready. */
export function exitedError(exit: EarlyExit): PortsideError {
  const { service, status, output, isTask = false, left = [], remarks = [] } = exit
  const how = status.signal === null ? `with code ${status.code}` : `by ${status.signal}`
  return new PortsideError({
    code: 'E_EXITED_EARLY',
    service,
    summary: `ended ${how}${isTask ? '' : ' before it was ready'}`,
    evidence: [
      ...killFacts(status),
      ...left.map(({ pid, command }) => `It has left process ${pid} (${command}) running.`),
    ],
    output,
    hints: [...hintsOf(exit), ...remarks],
  })
}

function hintsOf({ status, output, missing, nodeEnv, left = [] }: EarlyExit): string[] {
  const killed = killHints(status, output)
  if (killed.length > 0) return killed
  if (missing !== undefined) return missingHints(missing)
  if (left.length > 0) return ['It has gone to the background: keep it in the foreground, or say `detaches: true`.']
  if (status.code === 0) return [...(nodeEnv === 'test' ? [guardedHint] : []), foregroundHint]
  return output.trim() === '' ? ['It wrote nothing. Run it by hand, as below, and see whether it ends there, too.'] : []
}

const guardedHint =
  "NODE_ENV is 'test', and many servers listen only where it is something else. Set `env: { NODE_ENV: 'development' }`."
const foregroundHint = 'It ended by itself. A service must stay in the foreground; a step that ends is a `task`.'

function missingHints({ program, near }: MissingCommand): string[] {
  const names = near.map((name) => `\`${name}\``).join(', ')
  return [
    ...(near.length === 0 ? [] : [`Near \`${program}\` are, in node_modules/.bin and on PATH: ${names}.`]),
    `A shell did not find \`${program}\`. Is it installed, and is the working directory right?`,
  ]
}

/** `E_NOT_READY`: the service reports that it has failed, and its process goes on. `line` is the report. */
export function reportedError({
  service,
  line,
  output,
}: Pick<EarlyExit, 'service' | 'output'> & { readonly line: string }): PortsideError {
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: 'reported that it has failed before it was ready',
    evidence: [`It wrote: ${line}`],
    output,
    hints: ['Correct what it reports. If it recovers from that by itself, change the pattern of `failed`.'],
  })
}

/** `E_NOT_READY`: a task did not finish in time. */
export function unfinishedError(service: string, timeoutMs: number, output: string): PortsideError {
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: `did not end within ${timeoutMs} ms`,
    output,
    hints: ['Raise `startTimeoutMs` if it needs longer. What stays in the foreground is a `command`, not a `task`.'],
  })
}

/** Returns the facts about a kill, one a line; none if the process exited by itself. */
function killFacts({ isMemoryShort = false }: ExitStatus): string[] {
  return isMemoryShort
    ? ['The kernel has killed processes for want of memory since it was started (oom_kill in /proc/vmstat).']
    : []
}

/** Returns hints for a process that ran out of memory, or was killed as if it had; none for any other exit. */
function killHints({ code, signal, isMemoryShort = false }: ExitStatus, output: string): string[] {
  if (isMemoryShort) return ['Memory ran out: raise the limit of the machine or container, or start less at once.']
  if (output.includes('JavaScript heap out of memory'))
    return ["Node.js ran out of its own heap: `env: { NODE_OPTIONS: '--max-old-space-size=4096' }` makes it larger."]
  // A shell adds 128 to the number of the signal; Python's programs exit with its negative.
  if (signal === 'SIGKILL' || code === 137 || code === 247)
    return [
      'Somebody has sent SIGKILL. It is no lack of memory that the kernel has counted; a memory daemon (systemd-oomd, earlyoom) sends it too.',
    ]
  return []
}
