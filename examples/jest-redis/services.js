const { database, redis } = require('@portside/redis')
const { command, defineServices } = require('portside')

const queue = database(redis(), { reset: 'test' })
const worker = command('node worker.js', {
  needs: { queue },
  env: ({ queue }) => ({ REDIS_URL: queue.url }),
  port: 'none',
  ready: /Waiting for jobs/,
})

module.exports = defineServices({ queue, worker })
