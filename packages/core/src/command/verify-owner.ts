import { findPortOwner, hasListener, judgeListener } from '@portside/ports'
import type { ChildHandle } from '@portside/process'
import { impostorError } from '../diagnose/impostor-error'
import type { StartContext } from '../lifecycle/start-context'
import type { CommandSpec } from './check-command-options'
import type { Address } from './fill-placeholders'
import { listService } from './spawn-service'

/** A command that answers. */
export interface AnsweringCommand {
  readonly spec: CommandSpec
  readonly address: Address
  readonly child: ChildHandle
  readonly context: StartContext
}

/**
 * Proves that it is the command's own process that listens on its port, and has it noted. Throws `E_IMPOSTOR` when it is a stranger's, and where
 * that cannot be told and has to be; else that is a warning.
 */
export async function verifyOwner({ spec, address, child, context }: AnsweringCommand): Promise<void> {
  const { host, port } = address
  if (port === undefined || spec.owner === 'any' || hasListener(child.pid, { host, port })) return
  const pids = (await child.members()).map(({ pid }) => pid)
  const listener = pids.find((pid) => hasListener(pid, { host, port }))
  // Servers that daemonise and write over their environment leave no other trace.
  if (listener !== undefined) {
    await child.noteListener(listener)
    return listService(spec, address, child, context)
  }
  const verdict = await judgeListener({ host, port }, [child.pid, ...pids])
  if (verdict === 'ours' || verdict === 'nobody') return
  if (verdict === 'unknown' && spec.ownership !== 'required') return warn(context.name, port)
  throw impostorError({ service: context.name, host, port, owner: await findPortOwner(port, { host }) })
}

function warn(service: string, port: number): void {
  process.emitWarning(
    `${service}: it cannot be told whose process answers on port ${port}; \`owner: 'any'\` says that it may be another's`,
    {
      code: 'PORTSIDE_OWNERSHIP',
    },
  )
}
