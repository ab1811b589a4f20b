// A process as reports name it, from its row of the table.
import { constants } from 'node:os'
import type { ExitStatus, TreeProcess } from '../child/child-handle'
import { commandOf } from '../table/process-identity'
import type { ProcessEntry } from '../table/process-entry'

/** Describes a process of a tree. */
export function describeEntry(entry: ProcessEntry): TreeProcess {
  const { pid, ppid, startTime, state, cpuMs, childFaults, waitStatus } = entry
  return {
    pid,
    ppid,
    startTime,
    state,
    command: commandOf(entry),
    ...(cpuMs === undefined ? {} : { cpuMs }),
    ...(childFaults === undefined ? {} : { childFaults }),
    ...(waitStatus === undefined ? {} : { end: endOf(waitStatus) }),
  }
}

/** Decodes a status of wait(2): the signal is in the low seven bits, the code in the second byte. */
function endOf(status: number): Pick<ExitStatus, 'code' | 'signal'> {
  const number = status & 0x7f
  if (number === 0) return { code: (status >> 8) & 0xff, signal: null }
  const [name] = Object.entries(constants.signals).find(([, value]) => value === number) ?? ['SIGKILL']
  return { code: null, signal: name as NodeJS.Signals }
}
