import type { Command, Options } from '../terminal/command'
import { formatAge, formatTable } from '../terminal/format-table'
import { type ListedService, listedServices } from './listed-services'
import { parseOptions } from '../terminal/parse-options'

const headings = ['SERVICE', 'PID', 'PORT', 'STATE', 'AGE', 'RUN', 'PROJECT', 'COMMAND']

const options = {
  all: { type: 'boolean', short: 'a', help: 'Those of all projects of this user' },
  json: { type: 'boolean', help: 'Print them as JSON' },
} as const satisfies Options

/** `portside ps`. */
export const psCommand: Command = {
  summary: 'List the services that run, with their runs',
  usage: '[options]',
  about:
    'Without --all, those of the project that this folder belongs to (the nearest package.json, and those around it in the same repository).',
  options,
  sections: [
    'State: running; ended if nothing of it lives although its run does; stale if the run is dead, which the next run or `portside stop --stale` cleans up; foreign if it belongs to another machine or PID namespace, of which nothing can be said.',
  ],
  examples: ['portside ps', 'portside ps --all --json'],
  run: listServices,
}

async function listServices(args: readonly string[]): Promise<number> {
  const { values } = parseOptions({ args: [...args], options })
  const services = await listedServices({ isAll: values.all ?? false })
  if (values.json) process.stdout.write(`${JSON.stringify({ services: services.map(asFacts) })}\n`)
  else if (services.length > 0) process.stdout.write(formatTable(headings, services.map(asRow)))
  else process.stderr.write(`No service runs${values.all ? '' : ' in this project; --all looks at all of them'}\n`)
  return 0
}

function asFacts({ service, leader, port, state, startedAt, run, command }: ListedService): object {
  return { service, pid: leader.pid, port, state, startedAt, run: run.runId, project: run.project, command }
}

function asRow({ service, leader, port, state, startedAt, run, command }: ListedService): readonly string[] {
  const age = formatAge(Date.now() - Date.parse(startedAt))
  return [service, String(leader.pid), String(port ?? '-'), state, age, run.runId, run.project, command]
}
