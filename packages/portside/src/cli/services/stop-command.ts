import { ledgerDirectory } from '@portside/core/main'
import { isPortsideError } from '@portside/errors'
import { cleanLedger, stopListed, type StopReport } from '@portside/process'
import type { Command, Options } from '../terminal/command'
import { exitCodes } from '../terminal/exit-codes'
import { type ListedService, listedServices } from './listed-services'
import { parseOptions } from '../terminal/parse-options'

const options = {
  all: { type: 'boolean', short: 'a', help: 'Those of all projects of this user, and what dead runs have left' },
  stale: { type: 'boolean', help: 'Only what dead runs have left' },
  json: { type: 'boolean', help: 'Print what was stopped as JSON' },
} as const satisfies Options

/** `portside stop`. */
export const stopCommand: Command = {
  summary: 'End services that run, or what dead runs have left',
  usage: '[options] [name]',
  about:
    'Without a name, all services of the project that this folder belongs to (the nearest package.json, and those around it in the same repository). Each gets its stop signal, and SIGKILL after its stop time-out; its run gets E_CRASHED.',
  options,
  sections: [
    'Exit code: 0 if nothing is left of them, 1 if something is or no service has that name, 2 for wrong arguments.',
  ],
  examples: ['portside stop api', 'portside stop --stale'],
  run: stopServices,
}

/** Ends services of live runs, those of this project or of all, and those that dead runs have left. */
async function stopServices(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], options, allowPositionals: true })
  const { all = false, stale = false, json = false } = values
  const [name, ...rest] = positionals
  if (rest.length > 0 || (stale && (all || name !== undefined)))
    throw new TypeError('Expected one name, --all or --stale: npx portside stop api')
  const live = stale ? [] : await chosen(all, name)
  const isUnknown = name !== undefined && live.length === 0
  const results = await Promise.allSettled([
    ...live.map((service) => stopListed(service, service.run)),
    ...(stale || all ? [cleanDead()] : []),
  ])
  const reports = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  for (const result of results) if (result.status === 'rejected') complain(result.reason)
  if (json) process.stdout.write(`${JSON.stringify({ stopped: reports })}\n`)
  else process.stderr.write(isUnknown ? unknown(name) : summary(reports))
  return isUnknown || results.some(({ status }) => status === 'rejected') ? exitCodes.failure : 0
}

async function chosen(isAll: boolean, name: string | undefined): Promise<readonly ListedService[]> {
  const services = await listedServices({ isAll })
  return services.filter(({ state, service }) => state === 'running' && (name === undefined || service === name))
}

async function cleanDead(): Promise<readonly StopReport[]> {
  return cleanLedger(ledgerDirectory())
}

function complain(reason: unknown): void {
  if (!isPortsideError(reason)) throw reason
  process.stderr.write(`portside: ${reason.message}\n`)
}

function unknown(name: string): string {
  return `No service named ${name} runs in this project; npx portside ps lists what does\n`
}

function summary(reports: readonly StopReport[]): string {
  if (reports.length === 0) return 'Nothing was there to stop\n'
  return reports
    .map(({ service, signal, isForced }) => `Stopped ${service} by ${isForced ? 'SIGKILL' : signal}\n`)
    .join('')
}
