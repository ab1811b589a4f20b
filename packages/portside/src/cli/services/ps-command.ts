import { formatAge, formatTable } from '../terminal/format-table'
import { type ListedService, listedServices } from './listed-services'
import { parseOptions } from '../terminal/parse-options'

const headings = ['SERVICE', 'PID', 'PORT', 'STATE', 'AGE', 'RUN', 'PROJECT', 'COMMAND']

/** `portside ps`: lists the services that run. Resolves to the exit code. */
export async function psCommand(args: readonly string[]): Promise<number> {
  const options = { all: { type: 'boolean', short: 'a' }, json: { type: 'boolean' } } as const
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
