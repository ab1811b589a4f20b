import { addressVariable, type ServiceShare, serveSupervisor } from '@portside/core/adapter'
import { createReporter } from './reporter'
import { parseRunArguments } from './run-arguments'
import { startServices } from './run-services'
import { runTestCommand } from './run-test-command'
import { serviceVariables } from './service-variables'
import { fillServicePlaceholders } from './service-placeholders'
import { withSignals } from './with-signals'

/** `portside run`: starts services, runs the command, stops them. Resolves to the exit code. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const run = parseRunArguments(args)
  const reporter = createReporter(run.isJson)
  return withSignals(async (signals) => {
    const supervisor = await serveSupervisor()
    let services: readonly ServiceShare[] = []
    try {
      services = await signals.unlessInterrupted(startServices(run, supervisor))
      for (const service of services) {
        reporter.ready(service)
        service.crash.addEventListener('abort', () => reporter.crashed(service))
      }
      const environment = { ...serviceVariables(services), ...addressVariable(supervisor.address) }
      const command = run.command.map((word) => fillServicePlaceholders(word, services))
      reporter.running(command)
      return await runTestCommand(command, environment, signals)
    } finally {
      // A second Ctrl-C: whoever asks again while services are being stopped does not want to wait for them.
      signals.onSignal(() => killAll(services))
      await supervisor.close()
      reporter.stopped()
    }
  })
}

function killAll(services: readonly ServiceShare[]): void {
  for (const { control } of services) void control?.kill()
}
