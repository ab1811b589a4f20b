import { PortsideError } from '@portside/errors'
import type { ChildOutput } from '../output/child-output'
import type { StopTarget } from '../members/started-child'
import { commandOf } from '../table/process-identity'
import type { ProcessEntry } from '../table/process-entry'
import { stopDefaults } from '../child/spawn-options'

/** The letters of proc(5), explained for a process that cannot be killed. */
const states: Readonly<Record<string, string>> = {
  D: 'waits uninterruptibly in the kernel, as for a disk or a network file system',
  R: 'runs',
  S: 'sleeps',
  T: 'is stopped',
  t: 'is stopped by a debugger',
}

/** Makes the `E_STOP_TIMEOUT` for processes that survived SIGKILL: their names and states, and what was done. */
export function survivorsError(
  { options }: Pick<StopTarget, 'options'>,
  survivors: readonly ProcessEntry[],
  output: ChildOutput,
): PortsideError {
  const { mask = (text) => text } = options
  const { stopSignal, stopTimeoutMs } = stopDefaults(options)
  return new PortsideError({
    code: 'E_STOP_TIMEOUT',
    service: options.service,
    summary: `${survivors.length === 1 ? 'a process' : `${survivors.length} processes`} outlived SIGKILL`,
    evidence: [
      ...survivors.map(
        (entry) => `pid ${entry.pid} (${mask(commandOf(entry))}) is in state ${describeState(entry.state)}`,
      ),
      `done: ${stopSignal} and SIGCONT, SIGKILL after ${stopTimeoutMs} ms`,
    ],
    hints: survivors.map(remedyOf),
    output: mask(output.text()),
  })
}

/** A process of this user that runs or sleeps would be gone. */
function remedyOf({ pid, state }: ProcessEntry): string {
  if (state === 't')
    return `End the debugger that holds process ${pid}: \`grep TracerPid /proc/${pid}/status\` shows its pid.`
  if (state === 'D')
    return `Process ${pid} ends when what it waits for answers: \`sudo cat /proc/${pid}/stack\` shows where it waits.`
  return `Process ${pid} may belong to another user, shown by \`ps -o user= -p ${pid}\`: \`sudo kill -9 ${pid}\` ends it.`
}

function describeState(state: string): string {
  const meaning = states[state]
  return meaning === undefined ? state : `${state} (${meaning})`
}
