import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Keeps every processor busy until the function that it returns is called. */
export function keepBusy(): () => void {
  const loops = Array.from({ length: availableParallelism() }, () =>
    spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' }),
  )
  return () => {
    for (const loop of loops) loop.kill('SIGKILL')
  }
}
