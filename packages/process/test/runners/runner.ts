// A program that uses the package: `node runner.js <directory> <ending> <argv as JSON>`. It starts one child, has a
// directory guarded, says `pids: …; runner: …;`, and ends as its argument says.
import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread, Worker } from 'node:worker_threads'
import { guardDirectory, openLedger, spawnChild } from '../../src/index'

const [directory = '', ending = '', argv = '[]'] = process.argv.slice(2)
const runId = process.env.TEST_RUN ?? randomUUID()
// A stop that is patient enough shows that a service ends by itself.
const stopTimeoutMs = ending === 'patient' ? 10_000 : 300
const options = { service: 'test', cwd: directory, env: process.env, runId, stopTimeoutMs }
if (ending === 'worker-ends' && isMainThread) endWorker()
else if (ending === 'without-files') void startWithoutFiles()
else void run()

async function run(): Promise<void> {
  const scratch = join(directory, `with space-${runId}`)
  mkdirSync(scratch)
  const unguardScratch = guardDirectory(scratch)
  // A run that is killed with its warden leaves no FIFO beyond the folder that its ledger names.
  const outputFolder = ending === 'patient' ? undefined : scratch
  const child = await spawnChild(JSON.parse(argv) as string[], { ...options, outputFolder })
  if (process.env.TEST_LEDGER && ending !== 'stops') {
    const ledger = openLedger(process.env.TEST_LEDGER, {
      runId,
      project: directory,
      directories: [scratch],
    })
    ledger.record(child, { service: 'test', command: argv, port: 80, stopTimeoutMs: 300 })
  }
  if (ending === 'grows') {
    process.once('SIGUSR2', grow)
    setInterval(() => undefined, 1e6)
  }
  child.output.subscribe((chunk) => process.stdout.write(chunk))
  await child.output.waitFor(/pids: [\d ]+;/)
  if (ending === 'starts-and-stops') await startAndStop()
  if (ending === 'stops') {
    await child.stop()
    rmSync(scratch, { recursive: true })
    unguardScratch()
    setInterval(() => undefined, 1e6)
  }
  if (ending === 'unref') child.unref()
  if (ending === 'process-exit') process.exit(3)
  if (ending === 'fills-its-heap') fillHeap()
  if (ending === 'throws') throw new Error('on purpose')
  if (ending === 'unhandled-in-callback') setImmediate(() => JSON.parse('{'))
}

/** Opens as many files as it may, tries to start a child, closes the files, and then does as all do. */
async function startWithoutFiles(): Promise<void> {
  const files: number[] = []
  try {
    for (;;) files.push(openSync('/dev/null', 'r'))
  } catch {
    const failed: unknown = await spawnChild('sleep 1000', { ...options, service: 'early' }).catch(
      (error: unknown) => error,
    )
    for (const file of files) closeSync(file)
    process.stdout.write(`${String(failed)}\n`)
  }
  await run()
}

async function startAndStop(): Promise<never> {
  for (let round = 0; ; round += 1) {
    const more = join(directory, `more-${round}`)
    const unguard = guardDirectory(more)
    mkdirSync(more)
    const child = await spawnChild(JSON.parse(argv) as string[], options)
    await child.output.waitFor(/pids: [\d ]+;/)
    await child.stop()
    rmSync(more, { recursive: true })
    unguard()
  }
}

/** Until V8 gives up and aborts. */
function fillHeap(): never {
  for (const kept: object[] = []; ;) kept.push(Array.from({ length: 1000 }, () => ({})))
}

/** Until the system ends it. */
function grow(): never {
  for (const kept: Buffer[] = []; ;) kept.push(Buffer.alloc(1024 * 1024, 1))
}

/** The thread ends, and with it everything that it holds; the process lives on. */
function endWorker(): void {
  const worker = new Worker(__filename, { argv: process.argv.slice(2), stdout: true })
  worker.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk)
    void worker.terminate()
  })
  setInterval(() => undefined, 1e6)
}
