import type { Launch } from '../../contract/start-context'
import { checkExposure } from './check-exposure'
import { expectSilence } from './verify-port-closed'
import type { PreparedLaunch } from '../../command/prepare-launch'
import type { SpawnedCommand } from './spawned-command'
import { verifyOwner } from '../../command/verify-owner'
import type { OwnerWatch } from './watch-owner'

/** What was made while a command started, for when it is ready. */
export interface Preparation {
  readonly owner: OwnerWatch
  readonly launch: PreparedLaunch
}

/** What comes between the answer of a command and its launch. Throws `E_IMPOSTOR` and `E_EXPOSED`. */
export async function finishLaunch(command: SpawnedCommand, { owner, launch }: Preparation): Promise<Launch> {
  await verifyOwner(command, owner)
  expectSilence(command)
  await checkExposure(command)
  return launch(command.address)
}
