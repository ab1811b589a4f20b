const { Queue, QueueEvents } = require('bullmq')
const { setupServices } = require('portside/jest')
const definitions = require('../services')

const services = setupServices(definitions)

let mails, events

beforeAll(async () => {
  const connection = { url: services.queue.url }
  mails = new Queue('mails', { connection })
  events = new QueueEvents('mails', { connection })
  await events.waitUntilReady()
})

afterAll(() => Promise.all([mails.close(), events.close()]))

test('welcomes a new user', async () => {
  const job = await mails.add('welcome', { name: 'Ada' })
  expect(await job.waitUntilFinished(events)).toBe('Welcome, Ada')
  expect(await mails.getJobCounts('completed', 'failed')).toEqual({ completed: 1, failed: 0 })
})

test('begins with an empty queue, like every test', async () => {
  expect(await mails.getJobCounts()).toMatchObject({ completed: 0, failed: 0, waiting: 0, active: 0 })
  const job = await mails.add('welcome', { name: 'Grace' })
  expect(await job.waitUntilFinished(events)).toBe('Welcome, Grace')
})

test('fails for a user without a name, and says why', async () => {
  const job = await mails.add('welcome', {})
  await expect(job.waitUntilFinished(events)).rejects.toThrow('a user without a name')
  await services.worker.waitForOutput(/Job \d+ failed: a user without a name/)
  expect(await mails.getJobCounts('failed')).toEqual({ failed: 1 })
})
