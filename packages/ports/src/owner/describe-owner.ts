import type { PortOwner } from './port-owner'

const maxCommand = 120

/** Describes an owner in one line: "process 42 (node server.js), user ann, in /srv, started 3 minutes ago, listens on 127.0.0.1". */
export function describeOwner(owner: PortOwner): string {
  const { pid, command, user, uid, cwd, startedAt, container } = owner
  const who = pid === undefined ? nobodyOf(owner) : `process ${pid}`
  return [
    command === undefined ? who : `${who} (${commandText(command)})`,
    ...(user === undefined && uid === undefined ? [] : [`user ${user ?? uid}`]),
    ...(cwd === undefined ? [] : [`in ${cwd}`]),
    ...(container === undefined ? [] : [`container ${container}`]),
    ...(startedAt === undefined ? [] : [`started ${ageOf(startedAt)} ago`]),
    activityFact(owner),
  ].join(', ')
}

function nobodyOf({ state }: PortOwner): string {
  if (state === 'reserved') return 'the system'
  return state === 'time-wait' ? 'a connection that was closed' : 'a process that is hidden from you'
}

/** Shows a command line, cut if it is long. */
export function commandText(command: readonly string[]): string {
  const text = command.join(' ')
  return text.length > maxCommand ? `${text.slice(0, maxCommand - 1)}…` : text
}

function ageOf(startedAt: Date): string {
  const seconds = Math.max(0, Math.round((Date.now() - startedAt.getTime()) / 1000))
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`
}

function activityFact({ state, addresses, remote }: PortOwner): string {
  const where = addresses.join(' and ')
  if (state === 'listen') return `listens on ${where}`
  if (state === 'held') return 'holds it and does not listen yet'
  if (state === 'reserved') return 'keeps it reserved'
  return `${state === 'client' ? 'uses it' : 'used it'} for a connection from ${where}${remote ? ` to ${remote}` : ''}`
}
