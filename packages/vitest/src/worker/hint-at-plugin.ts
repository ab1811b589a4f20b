import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Services } from '@portside/core'
import { pluginLine } from './vitest-api'
import { currentSession, hintAtSharing } from '@portside/core/worker'

const hint = {
  each: 'test file',
  how: () => `add the plugin to ${configName(process.cwd())}: ${pluginLine}`,
}

/** Prints once that services which the run could share are started once a file, if no supervisor shares them. */
export function hintAtPlugin(services: Services): void {
  if (!currentSession().isSupervised) for (const entry of Object.entries(services)) hintAtSharing(...entry, hint)
}

const extensions = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'] as const
const configNames = ['vitest', 'vite'].flatMap((tool) => extensions.map((extension) => `${tool}.config.${extension}`))

/** Returns the name of the configuration in `folder`, or of the one to write: an ES module, since Vite warns about those that are CommonJS. */
export function configName(folder: string): string {
  const existing = configNames.find((name) => existsSync(join(folder, name)))
  return existing ?? (isModulePackage(folder) ? 'vitest.config.ts' : 'vitest.config.mts')
}

/** Whether the nearest package.json has `"type": "module"` (https://nodejs.org/api/packages.html#type). */
function isModulePackage(folder: string): boolean {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return dirname(folder) !== folder && isModulePackage(dirname(folder))
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly type?: unknown }).type === 'module'
  } catch {
    return false
  }
}
