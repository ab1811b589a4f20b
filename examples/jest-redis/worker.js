const { Worker } = require('bullmq')

async function welcome({ data }) {
  if (!data.name) throw new Error('a user without a name')
  return `Welcome, ${data.name}`
}

const worker = new Worker('mails', welcome, { connection: { url: process.env.REDIS_URL } })
worker.on('failed', (job, error) => console.error(`Job ${job?.id} failed: ${error.message}`))
worker.waitUntilReady().then(
  () => console.log('Waiting for jobs'),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
process.once('SIGTERM', () => void worker.close())
