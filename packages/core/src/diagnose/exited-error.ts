import { PortsideError } from '@portside/errors'
import type { ExitStatus, ProcessDescription } from '@portside/process'
import type { MissingCommand } from './evidence'
import { killFacts, killHints } from './kill-notes'

/** What is known of a process that ended too early. */
export interface EarlyExit {
  readonly service: string
  readonly status: ExitStatus
  readonly output: string
  /** Whether it should have ended, though with 0. @default false */
  readonly isTask?: boolean
  /** The command that a shell of it did not find. */
  readonly missing?: MissingCommand | undefined
  /** What it has left running. @default [] */
  readonly left?: readonly ProcessDescription[]
}

/** `E_EXITED_EARLY`: the process ended before it was ready. */
export function exitedError(exit: EarlyExit): PortsideError {
  const { service, status, output, isTask = false, left = [] } = exit
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
    hints: hintsOf(exit),
  })
}

function hintsOf({ status, output, missing, left = [] }: EarlyExit): string[] {
  const killed = killHints(status, output)
  if (killed.length > 0) return killed
  if (missing !== undefined) return missingHints(missing)
  if (left.length > 0) return ['It has gone to the background: keep it in the foreground, or say `detaches: true`.']
  if (status.code === 0)
    return [
      'It ended by itself. A service must stay in the foreground; a step that ends is a `task`.',
      'Its standard input is empty: a program that reads it to its end ends at once.',
    ]
  if (output.trim() === '') return ['It wrote nothing. Run the command by hand in the same folder to see why it ends.']
  return ['Its last output says why. The command, by hand in the same folder, should fail in the same way.']
}

function missingHints({ program, near }: MissingCommand): string[] {
  const names = near.map((name) => `\`${name}\``).join(', ')
  return [
    ...(near.length === 0 ? [] : [`Near \`${program}\` are, in node_modules/.bin and on PATH: ${names}.`]),
    `A shell did not find \`${program}\`. Is it installed, and is the working directory right?`,
  ]
}
