import { PortsideError } from '@portside/errors'
import type { ExitStatus } from '@portside/process'

/** What is known of a process that ended too early. */
export interface EarlyExit {
  readonly service: string
  readonly status: ExitStatus
  readonly output: string
  /** Whether it should have ended, though with 0. @default false */
  readonly isTask?: boolean
}

/** `E_EXITED_EARLY`: the process ended before it was ready. */
export function exitedError({ service, status, output, isTask = false }: EarlyExit): PortsideError {
  const how = status.signal === null ? `with code ${status.code}` : `by ${status.signal}`
  return new PortsideError({
    code: 'E_EXITED_EARLY',
    service,
    summary: `ended ${how}${isTask ? '' : ' before it was ready'}`,
    output,
    hints: hintsOf(status, output),
  })
}

function hintsOf({ code, signal }: ExitStatus, output: string): string[] {
  if (signal === 'SIGKILL') return ['SIGKILL is what the system sends when memory runs out: look at the kernel log.']
  if (code === 0) return ['It ended by itself. A service must stay in the foreground; a step that ends is a `task`.']
  if (code === 127)
    return ['Code 127: a shell did not find a command. Is it installed, and is the working directory right?']
  if (output.trim() === '') return ['It wrote nothing. Run the command by hand in the same folder to see why it ends.']
  return ['Its last output says why. The command, by hand in the same folder, should fail in the same way.']
}
