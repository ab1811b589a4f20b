import { join } from 'node:path'
import { runInNamespace } from '../../chaos/support/namespace'
import { repositoryRoot } from '../../support/repository-root'
import { createApp } from './app'
import { nextEnv } from './pages'
import type { ToolGroup } from './tools'

const entry = join(repositoryRoot, 'packages/core/dist/index.js')
const presets = join(repositoryRoot, 'packages/portside/dist/presets.js')
const program = new URL('../programs/start-beside-another.mjs', import.meta.url).href

/** A tool, and the machine on which it is started. */
export interface Neighbourhood {
  /** The command line; without one, `preset` is started. */
  readonly line?: string
  readonly preset?: string
  readonly options?: object
  /** The port of somebody else. @default 5173 */
  readonly otherPort?: number
  /** The text of `/etc/hosts`. @default that of the machine */
  readonly hosts?: string
  /** Whether the runner has a terminal, at which a tool might ask a question. @default false */
  readonly hasTerminal?: boolean
  /** Whether loopback has ::1. @default true */
  readonly hasIPv6?: boolean
}

/** Starts a tool in a network namespace in which somebody else has a port. */
export async function besideAnother(
  group: ToolGroup | undefined,
  files: Readonly<Record<string, string>>,
  { options = {}, ...settings }: Neighbourhood,
): Promise<Readonly<Record<string, unknown>>> {
  const app = await createApp(group, files)
  const plain = { cwd: app.directory, env: nextEnv, ready: '/', expose: 'allow' }
  const own = settings.preset === undefined ? plain : { cwd: app.directory }
  const json = JSON.stringify({ otherPort: 5173, presets, ...settings, options: { ...own, ...options } })
  const { output } = await runInNamespace(program, [entry, json], { hasOwnNetwork: true, env: app.env }).ended
  await app.expectNothingLeft([])
  await app.remove()
  const line = output.split('\n').find((text) => text.startsWith('{'))
  return JSON.parse(line ?? JSON.stringify({ output })) as Readonly<Record<string, unknown>>
}
