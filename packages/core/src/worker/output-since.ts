import { stripVTControlCharacters } from 'node:util'
import type { ServiceShare } from '../contract/service-share'
import type { RunningTest } from './running-tests'
import { currentSession } from './session'

const shownLines = 20

/**
 * Returns what the held services for which `isUsed` holds have written since a test began, to be shown when it has failed; empty if nothing. The crash
 * of a dead one shows its output.
 */
export async function outputSince(test: RunningTest, isUsed: (share: ServiceShare) => boolean): Promise<string> {
  const shares = currentSession().held()
  const alive = shares.filter((share) => isUsed(share) && !share.crash.aborted)
  const sections = alive.map(async (share) =>
    section(share, test, await share.readOutput(test.beginMs).catch(() => '')),
  )
  // A service that is held twice is shown once.
  return [...new Set(await Promise.all(sections))].filter((text) => text !== '').join('\n\n')
}

/** Says of the output of a service that other tests used meanwhile that it may be theirs; empty if there were none. */
export function sharedText(share: ServiceShare, { othersOf }: RunningTest): string {
  const count = othersOf(share)
  return count === 0 ? '' : `shared with ${count} other ${count === 1 ? 'test' : 'tests'}`
}

function section(share: ServiceShare, test: RunningTest, output: string): string {
  const lines = stripVTControlCharacters(output).trimEnd().split('\n')
  if (lines.join('') === '') return ''
  const left = lines.length > shownLines ? `the last ${shownLines} of ${lines.length} lines` : ''
  const remarks = [sharedText(share, test), left].filter((text) => text !== '').map((text) => `, ${text}`)
  const shown = lines.slice(-shownLines).map((line) => `  | ${line}`)
  return [`  Output of ${share.name} since the test began${remarks.join('')}:`, ...shown].join('\n')
}
