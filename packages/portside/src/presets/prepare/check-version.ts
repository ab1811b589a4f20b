import type { CommandPlace } from '@portside/core/kit'
import { PortsideError } from '@portside/errors'
import type { PresetSource } from '../preset-source'
import type { Tool } from './find-tool'

/** Throws `E_UNSUPPORTED_TOOL` when the tool is older than the first version with which the preset works. A version that is unknown passes. */
export function checkVersion({ name, from }: PresetSource, tool: Tool, { service }: CommandPlace): void {
  if (from === undefined || tool.version === undefined || !isOlder(tool.version, from)) return
  throw new PortsideError({
    code: 'E_UNSUPPORTED_TOOL',
    service,
    summary: `${tool.title} ${tool.version} is too old for ${name}(), which works from ${from} on`,
    evidence: [`Found in ${tool.folder}`],
    hints: [
      `Install a newer version${tool.install === undefined ? '.' : `: \`${tool.install}\`.`}`,
      "Or start it by its command line: command('… --port {port}', { ready: '/' }).",
    ],
  })
}

/** Compares versions by their numbers (https://semver.org, 11); what follows these, as in `3.0.0-beta.1`, does not count. */
export function isOlder(version: string, from: string): boolean {
  const [left, right] = [numbersOf(version), numbersOf(from)]
  for (const [index, number] of right.entries()) {
    const own = left[index] ?? 0
    if (own !== number) return own < number
  }
  return false
}

function numbersOf(version: string): readonly number[] {
  const [numbers = ''] = /\d+(?:\.\d+)*/.exec(version) ?? []
  return numbers.split('.').map(Number)
}
