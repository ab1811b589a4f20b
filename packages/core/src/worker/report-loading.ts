import { realpathSync } from 'node:fs'
import { globalState } from '@portside/internal'
import type { ServiceDefinition } from '../contract/service-definition'
import { listingsOf } from '../definition/service-listing'
import { slowLoadMs } from '../protocol/messages'
import type { SupervisorAddress } from '../protocol/supervisor-address'

/**
 * Reports to the supervisor, once for each file, that loading the services file of a definition may have taken long here: that, or another module that was
 * loaded meanwhile. The supervisor knows how long it takes there.
 */
export async function reportLoading(address: SupervisorAddress, definition: ServiceDefinition): Promise<void> {
  const [{ file, loadMs = 0 } = { file: undefined }] = listingsOf(definition)
  const reported = globalState('reported-files', () => ({ files: new Set<string>() })).files
  if (file === undefined || loadMs <= slowLoadMs || reported.has(file)) return
  reported.add(file)
  const { connectSupervisor } = await import('./connect-supervisor')
  const client = await connectSupervisor(address)
  try {
    await client.request('loaded', { file: realpathSync.native(file), elapsedMs: loadMs })
  } finally {
    client.close()
  }
}
