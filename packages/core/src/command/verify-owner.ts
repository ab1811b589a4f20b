import { findPortOwner, hasListener, hasOwnProc, judgeListener } from '@portside/ports'
import { foreignProc, impostorError } from '../diagnose/listener-errors'
import type { StartContext } from '../contract/start-context'
import type { OwnerWatch } from '../kinds/command/watch-owner'
import { listService } from '../kinds/command/spawn-service'
import type { SpawnedCommand } from '../kinds/command/spawned-command'

/**
 * Proves that it is the command's own process that listens on its port, and has it noted. Throws `E_IMPOSTOR` when it is a stranger's, and where
 * that cannot be told and has to be; else that is a warning.
 */
export async function verifyOwner(command: SpawnedCommand, watch: OwnerWatch): Promise<void> {
  const { spec, address, child, context } = command
  const { host, port } = address
  if (port === undefined || spec.owner === 'any') return
  const place = { host, port }
  const owner = watch.ownerAt(place)
  if (owner === child.pid) return
  if (owner !== undefined) return noteTeller(command, owner)
  const pids = (await child.members()).map(({ pid }) => pid)
  const listener = pids.find((pid) => hasListener(pid, place))
  // Servers that daemonise and write over their environment leave no other trace.
  if (listener !== undefined) {
    await child.noteListener(listener)
    return listService(spec, address, child, context)
  }
  const verdict = await judgeListener(place, [child.pid, ...pids])
  if (verdict === 'ours' || verdict === 'nobody') return
  if (verdict === 'unknown' && spec.ownership !== 'required') return warn(context, port)
  const isForeignProc = verdict === 'unknown' && !canSeeProcesses()
  const other = isForeignProc ? undefined : await findPortOwner(port, { host })
  throw impostorError({ service: context.name, host, port, owner: other, isForeignProc })
}

/** The process has said so itself and the system agrees: nothing that anybody has to wait for. */
function noteTeller({ spec, address, child, context }: SpawnedCommand, pid: number): void {
  const noted = child.noteListener(pid).then(() => listService(spec, address, child, context))
  // Before it is crossed out again.
  context.defer(() => noted.catch(() => undefined))
}

function canSeeProcesses(): boolean {
  return process.platform !== 'linux' || hasOwnProc()
}

function warn({ name, run }: StartContext, port: number): void {
  if (!canSeeProcesses()) return run.warnOnce('PORTSIDE_OWNERSHIP', foreignProc)
  process.emitWarning(
    `${name}: it cannot be told whose process answers on port ${port}; \`owner: 'any'\` says that it may be another's`,
    {
      code: 'PORTSIDE_OWNERSHIP',
    },
  )
}
