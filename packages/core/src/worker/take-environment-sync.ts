import { usageError } from '@portside/errors'
import { isRunnerWorker, setVariables } from '../run/environment'
import { givenEnvironments, variablesOf } from '../run/given-environments'

// The module to import takes the variables of the process that imports it.
const script = `
  const { preload, names } = JSON.parse(process.argv[1])
  import(preload).then(
    () => process.stdout.write(JSON.stringify(names.map((name) => [name, process.env[name] ?? null]))),
    (error) => {
      process.stderr.write(String(error))
      process.exitCode = 1
    },
  )`

/**
 * Takes the variables of a runner's worker, as `takeEnvironment()` does, where nothing can wait: in a configuration. Only values of one worker take
 * time, that of a process. Throws a `TypeError` with the reason when they cannot be had.
 */
export function takeEnvironmentSync(): void {
  const given = Object.values(givenEnvironments())
  if (!isRunnerWorker() || given.every(({ perWorker }) => perWorker.length === 0)) return
  const names = given.flatMap(({ values }) => Object.keys(values))
  // Test files mostly do without it.
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  const preload = new URL('worker-preload.js', import.meta.url).href
  const argv = ['-e', script, JSON.stringify({ preload, names })]
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' })
  if (status !== 0) throw usageError(`Expected \`env\` of the services file to have values for this worker: ${stderr}`)
  const values = Object.fromEntries(JSON.parse(stdout) as [string, string | null][])
  setVariables(variablesOf({ values, perWorker: [] }))
}
