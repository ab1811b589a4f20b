import type { ProbeRun } from '../probe'
import { startPace, tableRhythm, watchRhythm } from './pace'
import { startWake } from './wake'
import { watchSockets } from './watch-sockets'

/**
 * Waits until `isListening` finds a listener, and connects to nothing. It asks after each report of the service's processes, whenever the number of
 * sockets has grown, and now and then.
 */
export async function waitForListener(
  run: ProbeRun,
  description: string,
  isListening: () => Promise<boolean>,
): Promise<void> {
  const pace = startPace()
  const sockets = watchSockets()
  const wake = startWake(run)
  try {
    for (let isFirst = true; !(await isListening()); isFirst = false) {
      run.signal.throwIfAborted()
      if (isFirst) run.note({ probe: description, outcome: 'pending', detail: 'no process listens there so far' })
      const untilMs = pace.elapsedMs() + pace.pauseMs(tableRhythm)
      const isOver = (): boolean => sockets?.hasGrown() === true || pace.elapsedMs() >= untilMs
      await wake.sleep(pace.pauseMs(watchRhythm), isOver)
      run.signal.throwIfAborted()
    }
  } finally {
    wake.end()
    sockets?.end()
    pace.end()
  }
}
