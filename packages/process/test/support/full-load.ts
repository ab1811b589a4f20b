import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Keeps every processor busy while `use` runs. */
export async function underFullLoad(use: () => Promise<void>): Promise<void> {
  const loops = Array.from({ length: availableParallelism() }, () =>
    spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' }),
  )
  try {
    await use()
  } finally {
    for (const loop of loops) loop.kill('SIGKILL')
  }
}
