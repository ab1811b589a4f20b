/** The data that a lease sends to a process that asks who has the port. */
export interface LeaseNote {
  /** The process that holds the lease (not the service that listens). */
  readonly pid: number
  /** The PID namespace in which `pid` is that process; Linux only (pid_namespaces(7)). */
  readonly pidNamespace?: string | undefined
  /** The service that the port is for. */
  readonly service?: string | undefined
  /** The run that the service belongs to. */
  readonly run?: string | undefined
  /** The folder of the project that the run belongs to. */
  readonly project?: string | undefined
}

const maxText = 400

/** Reads the line that a lock sends; `undefined` unless it is a note. The sender is not trusted: text is cut and cleaned. */
export function parseLeaseNote(line: string): LeaseNote | undefined {
  const data = parseObject(line)
  if (data === undefined || !Number.isInteger(data['pid']) || Number(data['pid']) < 1) return undefined
  const note = { pid: Number(data['pid']) }
  return {
    ...note,
    ...text(data, 'pidNamespace'),
    ...text(data, 'service'),
    ...text(data, 'run'),
    ...text(data, 'project'),
  }
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const data: unknown = JSON.parse(line)
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function text(data: Record<string, unknown>, key: 'pidNamespace' | 'service' | 'run' | 'project'): Partial<LeaseNote> {
  const value = data[key]
  if (typeof value !== 'string' || value === '') return {}
  // eslint-disable-next-line no-control-regex -- control characters are what is to be removed
  return { [key]: value.slice(0, maxText).replaceAll(/[\u0000-\u001F\u007F-\u009F]/g, '') }
}

/** The lock on a port between all processes that use portside on the machine (in the network namespace on Linux). */
export interface PortLock {
  /** Releases the lock; it is free when this returns. */
  release(): Promise<void>
}
