// Listens by another thread or process of Node: `node listens-below.mjs thread|cluster|exec`.
import { execFileSync } from 'node:child_process'
import cluster from 'node:cluster'
import { createServer } from 'node:net'
import { isMainThread, Worker } from 'node:worker_threads'

const [, file, kind] = process.argv
if (!isMainThread || cluster.isWorker || kind === undefined) createServer().listen(0, '127.0.0.1')
else if (kind === 'thread') startThread()
else if (kind === 'cluster') cluster.fork()
else execFileSync(process.execPath, [file])

function startThread() {
  return new Worker(file)
}
