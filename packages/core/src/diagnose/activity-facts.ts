import type { ProcessActivity } from '@portside/process'
import { debuggerPorts } from '../text/printed-addresses'
import type { Evidence } from './evidence'

/** The least share of its time that a busy process spends on a processor or in the queue for one. */
const busyShare = 0.5
const minAgeMs = 500

/** Describes what the processes of a service do instead of answering, one sentence each, if it is worth reporting. */
export function activityFacts({ activities, pending, output }: Evidence): string[] {
  const connecting = pending.map(
    ({ pid, remote }) => `Process ${pid} waits for an answer to its connection to ${remote}.`,
  )
  return [...activities.flatMap(activityFact), ...new Set(connecting), ...awaitedDebuggers(output)]
}

/** Reports debugger ports: with `--inspect-brk`, or `suspend=y` in Java, a program does not begin before a debugger connects. */
export function awaitedDebuggers(output: string): string[] {
  if (output.includes('Debugger attached')) return []
  return [...debuggerPorts(output)].map(
    (port) => `It lets a debugger connect to port ${port}, and may wait until one does (\`--inspect-brk\`).`,
  )
}

function activityFact(activity: ProcessActivity): string[] {
  const { pid, command, state, readsInput, lock } = activity
  const who = `Process ${pid} (${command})`
  if (lock !== undefined) return [`${who} waits for a lock${lock.path ? ` on ${lock.path}` : ''}${holderOf(lock)}.`]
  if (readsInput !== undefined) return [`${who} reads its standard input${inputOf(readsInput)}.`]
  if (state === 'D') return [`${who} waits for a disk or a network file system (state D).`]
  return isBusy(activity) ? [`${who} is busy: ${timeOf(activity)}.`] : []
}

/** The kernel's name of a pipe or socket, such as `pipe:[4711]`, means nothing to a reader. */
function inputOf(input: string): string {
  return input.endsWith(']') ? '' : ` (${input})`
}

function holderOf({ holder }: NonNullable<ProcessActivity['lock']>): string {
  return holder === undefined ? '' : `, which process ${holder} has`
}

/**
 * Whether a process mostly runs or waits for a processor. Its first moments do not count. On an overloaded machine a busy process gets a processor
 * only now and then.
 */
function isBusy({ cpuMs, queuedMs, ageMs }: ProcessActivity): boolean {
  return ageMs > minAgeMs && (cpuMs + queuedMs) / ageMs > busyShare
}

function timeOf({ cpuMs, queuedMs, ageMs }: ProcessActivity): string {
  const used = `it has used ${seconds(cpuMs)} of processor time in ${seconds(ageMs)}`
  return queuedMs > cpuMs ? `${used}, and waited ${seconds(queuedMs)} for a processor` : used
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
