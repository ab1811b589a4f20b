import type { ProbeAttempt } from '../probe'

/** Describes a connection to a socket that failed. */
export function socketFailure(path: string, error: NodeJS.ErrnoException): Omit<ProbeAttempt, 'probe'> {
  if (error.code === 'ENOENT') return { outcome: 'pending', detail: `${path} does not exist`, cause: error }
  if (error.code === 'ECONNREFUSED') return { outcome: 'refused', detail: `${path}: connection refused`, cause: error }
  return { outcome: 'failed', detail: `${path}: ${error.code ?? error.message}`, cause: error }
}
