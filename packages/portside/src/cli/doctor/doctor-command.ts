import type { Command, Options } from '../terminal/command'
import { exitCodes } from '../terminal/exit-codes'
import { parseOptions } from '../terminal/parse-options'
import { formatChecks } from './format-checks'
import { runChecks } from './run-checks'

const options = {
  json: {
    type: 'boolean',
    help: 'Print {"checks": [{"name", "state", "fact", "fix"}]}, where state is ok, warn or fail',
  },
} as const satisfies Options

/** `portside doctor`. */
export const doctorCommand: Command = {
  summary: 'Show what of this system would break or disturb a run',
  usage: '[options]',
  about:
    'Looked at: Node.js and the test runners of this folder, loopback, localhost, proxy variables, the firewall, ports, descriptors, what dead runs have left, and services that listen on every interface. Nothing is changed; what cannot be known here is left out.',
  options,
  sections: ['Exit code: 0; 1 if a check fails, which is what would break a run; 2 for wrong arguments.'],
  run: reportChecks,
}

async function reportChecks(args: readonly string[]): Promise<number> {
  const { values } = parseOptions({ args: [...args], options })
  const environment = process.env
  const results = await runChecks({ folder: process.cwd(), environment, nodeVersion: process.versions.node })
  const isColoured = process.stdout.isTTY && !environment['NO_COLOR']
  process.stdout.write(values.json ? `${JSON.stringify({ checks: results })}\n` : formatChecks(results, isColoured))
  return results.some(({ state }) => state === 'fail') ? exitCodes.failure : 0
}
