import { exitCodes } from './cli/exit-codes'
import { main } from './cli/main'

let isDone = false
// A services file that calls process.exit(0) is not to look like tests that have passed.
process.once('exit', (code) => {
  if (isDone || code !== 0) return
  process.stderr.write('portside: ended before its work was done: does the services file call process.exit()?\n')
  process.exitCode = exitCodes.failure
})
// Whoever reads what this program writes may have enough of it, as `head` has: the work and its exit code stay the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

process.exitCode = await main(process.argv.slice(2))
isDone = true
// What a services file has left open, a timer or a pool of connections, is no reason to stay once all has been written.
// oxlint-disable-next-line unicorn/no-process-exit
process.stdout.write('', () => process.stderr.write('', () => process.exit()))
