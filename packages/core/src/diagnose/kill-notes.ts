import type { ExitStatus } from '@portside/process'

/** What is known of a process that was killed, a fact a line; nothing of one that ended by itself. */
export function killFacts({ isMemoryShort = false }: ExitStatus): string[] {
  return isMemoryShort
    ? ['The kernel has killed processes for want of memory since it was started (oom_kill in /proc/vmstat).']
    : []
}

/** What to do about a process that ran out of memory, or was killed as if it had; nothing for any other end. */
export function killHints({ code, signal, isMemoryShort = false }: ExitStatus, output: string): string[] {
  if (isMemoryShort) return ['Memory ran out: raise the limit of the machine or container, or start less at once.']
  if (output.includes('JavaScript heap out of memory'))
    return ["Node.js ran out of its own heap: `env: { NODE_OPTIONS: '--max-old-space-size=4096' }` makes it larger."]
  if (signal === 'SIGKILL' || code === 137)
    return [
      'Somebody has sent SIGKILL. It is no lack of memory that the kernel has counted; a memory daemon (systemd-oomd, earlyoom) sends it too.',
    ]
  return []
}
