import { stripVTControlCharacters } from 'node:util'
import type { ServiceShare } from '../contract/service-share'
import { currentSession } from './session'

const shownLines = 20

/**
 * Returns what the held services for which `isUsed` holds have written since a moment (in milliseconds since 1970), to be shown with a failed test;
 * empty if nothing. The crash of a dead one shows its output.
 */
export async function outputSince(beginMs: number, isUsed: (share: ServiceShare) => boolean): Promise<string> {
  const shares = currentSession().held()
  const alive = shares.filter((share) => isUsed(share) && !share.crash.aborted)
  const sections = alive.map(async (share) => section(share.name, await share.readOutput(beginMs).catch(() => '')))
  // A service that is held twice is shown once.
  return [...new Set(await Promise.all(sections))].filter((text) => text !== '').join('\n\n')
}

function section(name: string, output: string): string {
  const lines = stripVTControlCharacters(output).trimEnd().split('\n')
  if (lines.join('') === '') return ''
  const left = lines.length > shownLines ? `, the last ${shownLines} of ${lines.length} lines` : ''
  const shown = lines.slice(-shownLines).map((line) => `  | ${line}`)
  return [`  Output of ${name} since the test began${left}:`, ...shown].join('\n')
}
