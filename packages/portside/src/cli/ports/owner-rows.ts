import type { PortOwner, ProcessFacts } from '@portside/ports'
import { formatAge } from '../terminal/format-table'

type Rows = readonly (readonly [name: string, value: string])[]

/** Lists the facts about an owner, one a row; unknown facts are left out. */
export function ownerRows(owner: PortOwner): Rows {
  return known([
    ...processFacts(owner),
    ['state', stateOf(owner)],
    ['ports', owner.ports && owner.ports.length > 1 ? owner.ports.join(', ') : undefined],
    ['service', serviceOf(owner)],
    ...placeFacts(owner),
    ['hint', owner.hint],
  ])
}

/** Lists the facts about a process, one a row; unknown facts are left out. */
export function processRows(facts: ProcessFacts): Rows {
  return known([...processFacts(facts), ...placeFacts(facts)])
}

type Facts = readonly (readonly [name: string, value: string | undefined])[]

function known(facts: Facts): Rows {
  return facts.filter((row): row is Rows[number] => row[1] !== undefined)
}

function processFacts(owner: ProcessFacts): Facts {
  const { ppid, parentCommand, cwd, startedAt } = owner
  return [
    ['process', processOf(owner)],
    ['parent', ppid === undefined ? undefined : `${ppid} ${parentCommand?.join(' ') ?? ''}`.trimEnd()],
    ['folder', cwd],
    ['user', userOf(owner)],
    ['started', startedAt && `${formatAge(Date.now() - startedAt.getTime())} ago`],
  ]
}

function placeFacts({ container, networkNamespace }: ProcessFacts): Facts {
  return [
    ['container', container],
    ['namespace', networkNamespace],
  ]
}

function processOf({ pid, command }: ProcessFacts): string | undefined {
  return pid === undefined ? undefined : `${pid} ${command?.join(' ') ?? ''}`.trimEnd()
}

function userOf({ user, uid }: ProcessFacts): string | undefined {
  return user ?? (uid === undefined ? undefined : `uid ${uid}`)
}

function stateOf({ state, addresses, remote }: PortOwner): string {
  const where = addresses.join(', ')
  const words = {
    listen: `listens on ${where}`,
    held: `held on ${where}, nobody listens yet`,
    client: `used by a connection from ${where}${remote === undefined ? '' : ` to ${remote}`}`,
    'time-wait': `a connection that was closed still has it, for up to a minute`,
    reserved: 'reserved by the system',
  }
  return words[state]
}

function serviceOf({ lease }: PortOwner): string | undefined {
  if (lease === undefined) return undefined
  const { service = 'a service', run, project, pid } = lease
  return [service, run && `of run ${run}`, project && `in ${project}`, `(leased by process ${pid})`]
    .filter(Boolean)
    .join(' ')
}
