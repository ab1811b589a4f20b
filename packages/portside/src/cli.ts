import { main } from './cli/main'

process.exitCode = await main(process.argv.slice(2))
// What a services file has left open, a timer or a pool of connections, is no reason to stay once all has been written.
// oxlint-disable-next-line unicorn/no-process-exit
process.stdout.write('', () => process.stderr.write('', () => process.exit()))
