import { resolve } from 'node:path'
import { addressVariable, inheritedAddress, keepOutputIn, type Supervisor, serveSupervisor } from '@portside/core/main'
import { createReporter, type Reporter } from './reporter'
import type { Variables } from './inline-service'
import { parseRunArguments, type RunArguments } from './run-arguments'
import { runDefinitions, startServices } from './run-services'
import { runTestCommand } from './run-test-command'
import { type CommandFault, testCommandFault } from './test-command-fault'
import { serviceVariables, fillServicePlaceholders } from './service-variables'
import { type Signals, withSignals } from '../terminal/with-signals'

/** How long a forced stop waits for work that cannot be killed, such as clean-ups of a services file, in milliseconds. */
const forceMs = 3000

/** `portside run`: starts services, runs the command, stops them. Resolves to the exit code. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const run = parseRunArguments(args)
  // The run has its own address; a wrong one shows that the environment is not what the user expects.
  inheritedAddress()
  const fault = testCommandFault(run.command[0] ?? '')
  if (fault !== undefined) return reportFault(fault)
  const reporter = createReporter(run)
  if (run.outputFolder !== undefined) keepOutputIn(resolve(run.outputFolder))
  return withSignals(async (signals) => {
    const supervisor = await serveSupervisor(reporter.watcher)
    try {
      return await runWith(run, supervisor, signals, reporter)
    } finally {
      await closeSupervisor(supervisor, signals)
      reporter.stopped()
      reporter.kept(supervisor.run.output.keptIn())
    }
  })
}

function reportFault({ message, exitCode }: CommandFault): number {
  process.stderr.write(`portside: ${message}\n`)
  return exitCode
}

async function runWith(
  run: RunArguments,
  supervisor: Supervisor,
  signals: Signals,
  reporter: Reporter,
): Promise<number> {
  const definitions = await signals.unlessInterrupted(runDefinitions(run, supervisor))
  reporter.starting(definitions.map(([name]) => name))
  const starting = signals.unlessInterrupted(startServices(definitions, run, supervisor, reporter.ready))
  const services = await starting.finally(reporter.settled)
  for (const service of services) {
    // The first service to be ready may have died while others were starting.
    service.crash.throwIfAborted()
    service.crash.addEventListener('abort', () => reporter.crashed(service))
  }
  const own = Object.entries(run.env).map(([name, value]) => [name, fillServicePlaceholders(value, services)])
  const environment = {
    ...serviceVariables(services),
    ...(Object.fromEntries(own) as Variables),
    ...addressVariable(supervisor.address),
  }
  const command = run.command.map((word) => fillServicePlaceholders(word, services))
  reporter.running(command)
  return runTestCommand(command, environment, signals)
}

/** Closes the supervisor. A second Ctrl-C while services are started or stopped forces the stop. */
async function closeSupervisor(supervisor: Supervisor, { force }: Signals): Promise<void> {
  const closed = supervisor.close()
  const givenUp = new Promise<void>((resolve) => {
    const forceStop = (): void => {
      supervisor.forceStop()
      setTimeout(resolve, forceMs).unref()
    }
    if (force.aborted) forceStop()
    else force.addEventListener('abort', forceStop)
  })
  await Promise.race([closed, givenUp])
}
