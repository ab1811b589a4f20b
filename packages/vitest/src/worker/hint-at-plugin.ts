import type { Services } from '@portside/core'
import { pluginLine } from './vitest-api'
import { currentSession, hintAtSharing } from '@portside/core/worker'

const hint = {
  each: 'test file',
  how: `add the plugin to vitest.config.ts: ${pluginLine}`,
}

/** Prints once that services which the run could share are started once a file, if no supervisor shares them. */
export function hintAtPlugin(services: Services): void {
  if (!currentSession().isSupervised) for (const entry of Object.entries(services)) hintAtSharing(...entry, hint)
}
