import { exitCodes } from './cli/terminal/exit-codes'
import { main } from './cli/main'
import { watchOutput } from './cli/watch-output'

let isDone = false
// A services file that calls process.exit(0) must not look like tests that have passed.
process.once('exit', (code) => {
  if (isDone || code !== 0) return
  process.stderr.write('portside: ended before its work was done: does the services file call process.exit()?\n')
  process.exitCode = exitCodes.failure
})
const lostOutput = watchOutput(process.stdout)
// An error of standard error cannot be reported anywhere.
watchOutput(process.stderr)

process.exitCode = await main(process.argv.slice(2))
isDone = true
// A timer or a pool of connections that a services file has left open must not keep the process alive once all has been written.
process.stdout.write('', () => {
  // The error of a write comes after its callback.
  setImmediate(() => {
    reportLoss(lostOutput())
    // oxlint-disable-next-line unicorn/no-process-exit
    process.stderr.write('', () => process.exit())
  })
})

function reportLoss(error: Error | undefined): void {
  if (error === undefined) return
  process.stderr.write(`portside: standard output cannot be written: ${error.message}\n`)
  process.exitCode ||= exitCodes.failure
}
