// A worker: takes the service that each line of its input names, prints who answers for it, and gives it back.
import { createInterface } from 'node:readline'

const [entry, file] = process.argv.slice(2)
const { currentSession } = await import(entry)
const { default: services } = await import(file)

console.log('is there')
for await (const name of createInterface({ input: process.stdin })) {
  const share = await currentSession().acquire(services[name], {}, name)
  console.log(share.handle.pid)
  await share.release()
}
