import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  addressVariable,
  inheritedAddress,
  keepOutputIn,
  type ServiceShare,
  type Supervisor,
  serveSupervisor,
} from '@portside/core/main'
import { printWarningsBy } from '@portside/internal'
import type { Command } from '../terminal/command'
import { exitCodeOf } from '../terminal/describe-error'
import { optionWords } from './option-words'
import { createReporter, failureEvent, type Reporter } from './reporter'
import type { Variables } from './inline-service'
import { parseRunArguments, type RunArguments, runOptions } from './run-arguments'
import { explained, runDefinitions, startServices, variablesOfFile } from './run-services'
import { runTestCommand } from './spawn-test-command'
import { type CommandFault, testCommandFault } from './test-command-fault'
import { checkMentions, serviceVariables, fillServicePlaceholders } from './service-variables'
import { type Signals, withSignals } from '../terminal/with-signals'

/** How long a forced stop waits for work that cannot be killed, such as clean-ups of a services file, in milliseconds. */
const forceMs = 3000

/** `portside run`. */
export const runCommand: Command = {
  summary: 'Start services, run a command, and exit with its code',
  usage: '[options] -- <command> [arguments]',
  about:
    'Without -s, those of the nearest services.ts or portside.config.ts (or .mts, .cts, .js, .mjs, .cjs) are started, from this folder up to the root of the repository. Options from --ready to --timeout are about the -s before them.',
  options: runOptions,
  sections: [
    'The command gets PORTSIDE_URL (of the first service) and PORTSIDE_<NAME>_URL, _HOST and _PORT of each, and the variables of env in the services file; {url} and {name.url} in its arguments are replaced. {api.url} in the command or a variable of a service is the address of another one, which is started first.',
    "Exit code: that of the command; 128 and the signal's number if a signal ended it; 1 if a service did not start; 2 for wrong arguments or a services file that lists none; 127 if the command is not there, 126 if it may not be run.",
    {
      title: 'Environment',
      rows: [
        ['PORTSIDE_OUTPUT=<folder>', 'As --output, and in any runner'],
        ['PORTSIDE_REPORT=<file>', 'Write what was started into a file, as JSON'],
        ['NO_COLOR, FORCE_COLOR', 'No colours, or colours although standard error is no terminal'],
        ['CI', 'Lines now and then while services start, and nothing that is changed in place'],
      ],
    },
  ],
  examples: [
    'portside run -- npx vitest run',
    'portside run -s "node server.js" --ready /health -- npm test',
    'portside run -s api=npm:start:api -s "web=npx vite --port {port}" \\\n    --ready / --env API_URL={api.url} -- npx playwright test',
  ],
  run: runServices,
}

/** Starts services, runs the command, stops the services. */
async function runServices(args: readonly string[]): Promise<number> {
  try {
    return await runParsed(parseRunArguments(args))
  } catch (error) {
    if (!asksForJson(args)) throw error
    const exitCode = exitCodeOf(error)
    const errors = error instanceof AggregateError ? error.errors : [error]
    for (const each of errors) process.stderr.write(`${failureEvent(each, exitCode)}\n`)
    return exitCode
  }
}

/** Whether failures are events, too: those of the arguments as well. */
function asksForJson(args: readonly string[]): boolean {
  const config = { args: [...args], options: runOptions, strict: false, tokens: true } as const
  return parseArgs(config).tokens.some((token) => token.kind === 'option' && token.name === 'json')
}

async function runParsed(run: RunArguments): Promise<number> {
  // The run has its own address; a wrong one shows that the environment is not what the user expects.
  inheritedAddress()
  const fault = testCommandFault(run.command[0] ?? '')
  if (fault !== undefined) return reportFault(fault, run)
  const reporter = createReporter(run)
  const hasOptions = run.services.length > 0
  printWarningsBy((code, text) => reporter.warned(code, hasOptions ? optionWords(text) : text))
  if (run.outputFolder !== undefined) keepOutputIn(resolve(run.outputFolder))
  return withSignals(async (signals) => {
    signals.interrupted.addEventListener('abort', reporter.interrupted)
    const supervisor = await serveSupervisor(reporter.watcher)
    let hasFailed = false
    try {
      return await runWith(run, supervisor, signals, reporter)
    } catch (error) {
      hasFailed = true
      throw explained(error, run)
    } finally {
      // The first error wins.
      const hasEnded = await closeSupervisor(supervisor, signals).catch((error: unknown) => {
        if (!hasFailed) throw explained(error, run)
        return true
      })
      if (hasEnded) reporter.stopped()
      else reporter.warned('PORTSIDE_STOP', givenUpText)
      reporter.kept(supervisor.run.output.keptIn())
    }
  })
}

function reportFault({ message, exitCode }: CommandFault, { isJson }: RunArguments): number {
  process.stderr.write(isJson ? `${failureEvent(new Error(message), exitCode)}\n` : `portside: ${message}\n`)
  return exitCode
}

async function runWith(
  run: RunArguments,
  supervisor: Supervisor,
  signals: Signals,
  reporter: Reporter,
): Promise<number> {
  const definitions = await signals.unlessInterrupted(runDefinitions(run, supervisor))
  const names = definitions.map(([name]) => name)
  checkMentions(run.command, names)
  reporter.starting(names)
  const starting = signals.unlessInterrupted(startServices(definitions, supervisor, reporter.ready))
  const services = await starting.finally(reporter.settled)
  for (const service of services) {
    // The first service to be ready may have died while others were starting.
    service.crash.throwIfAborted()
    service.crash.addEventListener('abort', () => reporter.crashed(service))
  }
  const given = await signals.unlessInterrupted(variablesOfFile(run, supervisor))
  const own = Object.entries(run.env).map(([name, value]) => [name, fillServicePlaceholders(value, services)])
  const environment = {
    ...given,
    ...serviceVariables(services),
    ...run.fileVariables,
    ...(Object.fromEntries(own) as Variables),
    ...addressVariable(supervisor.address),
  }
  const command = run.command.map((word) => fillServicePlaceholders(word, services))
  reporter.running(command)
  const onFault = (fault: CommandFault): number => reportFault(fault, run)
  const exitCode = await runTestCommand(command, environment, { signals, onFault })
  if (exitCode !== 0) await crashNoticed(services)
  reporter.ended(exitCode)
  return exitCode
}

/** The time for the end of a service to become known, in milliseconds, when the command has failed: it may be the cause. */
const crashNoticeMs = 300

/** Waits until a service is known to have died, or for a moment. */
async function crashNoticed(services: readonly ServiceShare[]): Promise<void> {
  const signals = services.map(({ crash }) => crash)
  if (signals.length === 0 || signals.some(({ aborted }) => aborted)) return
  await delay(crashNoticeMs, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined)
}

const givenUpText = `no longer waits for the end of all services, ${forceMs / 1000} s after the second signal: \`npx portside stop --stale\` ends what is left`

/** Closes the supervisor. A second Ctrl-C while services are started or stopped forces the stop. Returns false if the wait for it was given up. */
async function closeSupervisor(supervisor: Supervisor, { force }: Signals): Promise<boolean> {
  const closed = supervisor.close().then(() => true)
  const givenUp = new Promise<boolean>((resolve) => {
    const forceStop = (): void => {
      supervisor.forceStop()
      setTimeout(resolve, forceMs, false).unref()
    }
    if (force.aborted) forceStop()
    else force.addEventListener('abort', forceStop)
  })
  return Promise.race([closed, givenUp])
}
