import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { formatMs } from './format-ms.mjs'

/** A step of a script that ended with something else than 0; `exitCode` is the shell's convention (128 + signal). */
export class StepFailure extends Error {
  constructor(message, exitCode) {
    super(message)
    this.exitCode = exitCode
  }
}

/**
 * Runs a command in the terminal under a headline, and says how long it took.
 *
 * @throws StepFailure when it cannot be started or does not end with 0.
 */
export async function runStep(title, [command, ...args], { cwd, environment }) {
  console.log(`\n▶ ${title}: ${[command, ...args].join(' ')}`)
  const startedMs = performance.now()
  const exitCode = await new Promise((resolve, reject) => {
    // On Windows `pnpm` is a script, which only a shell can start; no argument here needs quoting.
    const child = spawn(command, args, {
      cwd,
      env: environment,
      shell: process.platform === 'win32',
      stdio: 'inherit',
    })
    const undo = passSignalsOn(child)
    child.once('error', (error) => reject(new StepFailure(`${title} could not start: ${error.message}`, 127)))
    child.once('close', (code, signal) => {
      undo()
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
  if (exitCode !== 0) throw new StepFailure(`${title} failed with exit code ${exitCode}`, exitCode)
  console.log(`✓ ${title} (${formatMs(performance.now() - startedMs)})`)
}

/** A terminal sends Ctrl-C to the whole group, other signals reach this process only; the child's end is what is reported. */
function passSignalsOn(child) {
  const ignore = () => {}
  const pass = (signal) => child.kill(signal)
  process.on('SIGINT', ignore).on('SIGTERM', pass).on('SIGHUP', pass)
  return () => process.off('SIGINT', ignore).off('SIGTERM', pass).off('SIGHUP', pass)
}
