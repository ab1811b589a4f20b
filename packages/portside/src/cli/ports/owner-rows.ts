import type { PortOwner } from '@portside/ports'
import { formatAge } from '../terminal/format-table'

/** Lists the facts about an owner, one a row; unknown facts are left out. */
export function ownerRows(owner: PortOwner): readonly (readonly [string, string])[] {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['process', processOf(owner)],
    [
      'parent',
      owner.ppid === undefined ? undefined : `${owner.ppid} ${owner.parentCommand?.join(' ') ?? ''}`.trimEnd(),
    ],
    ['folder', owner.cwd],
    ['user', userOf(owner)],
    ['started', owner.startedAt && `${formatAge(Date.now() - owner.startedAt.getTime())} ago`],
    ['state', stateOf(owner)],
    ['ports', owner.ports && owner.ports.length > 1 ? owner.ports.join(', ') : undefined],
    ['service', serviceOf(owner)],
    ['container', owner.container],
    ['namespace', owner.networkNamespace],
    ['hint', owner.hint],
  ]
  return rows.filter((row): row is readonly [string, string] => row[1] !== undefined)
}

function processOf({ pid, command }: PortOwner): string | undefined {
  return pid === undefined ? undefined : `${pid} ${command?.join(' ') ?? ''}`.trimEnd()
}

function userOf({ user, uid }: PortOwner): string | undefined {
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
