import { PortsideError } from '@portside/errors'
import { outputHint } from './exit-errors'
import type { ExitStatus } from '@portside/process'

/** A program that has ended while the watcher above it lives on. */
export interface ProgramEnd {
  readonly service: string
  /** The command line of the watcher. */
  readonly watcher: string
  /** The way in which the program ended, if that is known. */
  readonly end?: Pick<ExitStatus, 'code' | 'signal'> | undefined
  /** Whether the program runs in the watcher's own process, and has failed there. @default false */
  readonly isInside?: boolean
  readonly output: string
}

/** Returns the sentence that names the end of a program. */
export function programEndedText({ watcher, isInside = false, end }: ProgramEnd): string {
  if (isInside) return `the program inside \`${watcher}\` has failed`
  return `the program under \`${watcher}\` ${howText(end)}`
}

/** `E_EXITED_EARLY`: a watcher lives on, and its program does not. */
export function programEndedError(
  program: ProgramEnd & { readonly exits: number; readonly quietMs: number },
): PortsideError {
  const { service, exits, quietMs, output } = program
  const isQuiet = quietMs >= 5000
  return new PortsideError({
    code: 'E_EXITED_EARLY',
    service,
    summary: `${programEndedText(program)} before it was ready`,
    evidence: [
      isQuiet
        ? `Nothing has started it again, and nothing else has happened for ${(quietMs / 1000).toFixed(1)} s.`
        : `Its programs have exited ${exits} times with a code other than 0, and none of them has listened.`,
    ],
    output,
    hints: ['Its last output says why. The program, by hand and without the watcher, should fail in the same way.'],
  })
}

/** `E_CRASHED`: the program that listened has ended after it was ready, and its watcher has started no other one. */
export function programCrashedError(
  program: ProgramEnd & { readonly afterMs: number; readonly keptFiles: readonly string[] },
): PortsideError {
  const { service, afterMs, output, keptFiles } = program
  return new PortsideError({
    code: 'E_CRASHED',
    service,
    summary: `${programEndedText(program)}, ${(afterMs / 1000).toFixed(1)} s after it was ready`,
    evidence: ['Nothing has started it again within a second.'],
    output,
    hints: ['Once its watcher starts it again, the service is ready for the next test.', outputHint(keptFiles)],
  })
}

/** A program that came back on another port. */
export interface ProgramMove {
  readonly service: string
  readonly from: string
  readonly to: string
  readonly output: string
}

/** `E_CRASHED`: the watcher of a service that picks its port has started a program which picked another one. */
export function programMovedError({ service, from, to, output }: ProgramMove): PortsideError {
  return new PortsideError({
    code: 'E_CRASHED',
    service,
    summary: `its program has come back on ${to}, and not on ${from}, where it was`,
    output,
    hints: [
      "The handle keeps its address. Have the service listen on PORT, without `port: 'discover'`: the number then stays the same.",
      'Or start it anew: `restart()` of the handle takes the port that it has then.',
    ],
  })
}

function howText(end: ProgramEnd['end']): string {
  if (end === undefined) return 'has ended'
  return end.signal === null ? `exited with code ${end.code}` : `was ended by ${end.signal}`
}
