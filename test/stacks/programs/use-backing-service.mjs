// Starts a backing service of docs/services twice at once, and writes to both with a client, reads that back from the same one, and empties it: `node use-backing-service.mjs <name>`.
import assert from 'node:assert/strict'
import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { defineService, start } from 'portside'
import { folder } from './folder.mjs'

const [name = ''] = process.argv.slice(2)
const { [name]: definition } = await import(`./${name}.mjs`)

/** The functions that write with a client, read that back, and empty the server: `use(handle, text)`. */
const uses = { memcached, nats, mosquitto, rabbitmq, etcd, nginx, mail }

// The messages are files of the folder that the service needs.
const mailbox = defineService({
  needs: { server: definition, folder },
  start: ({ needs: { server, folder } }) => ({ url: server.url, port: server.port, path: folder.path }),
})

const started = name === 'mail' ? mailbox : definition
const handles = await Promise.all([start(started), start(started)])
console.log(handles.map(({ url }) => url).join('\n'))
assert.notEqual(handles[0].url, handles[1].url)
await Promise.all(handles.map((handle, at) => uses[name](handle, `text ${at}`)))
await Promise.all(handles.map((handle) => handle.stop()))

async function memcached({ host, port }, text) {
  const { Client } = (await import('memjs')).default
  const client = Client.create(`${host}:${port}`)
  await client.set('key', text, {})
  assert.equal(String((await client.get('key')).value), text)
  await client.flush()
  assert.equal((await client.get('key')).value, null)
  client.close()
}

async function nats({ host, port }, text) {
  const { connect, StringCodec } = (await import('nats')).default
  const codec = StringCodec()
  const connection = await connect({ servers: `${host}:${port}` })
  const manager = await connection.jetstreamManager()
  await manager.streams.add({ name: 'orders', subjects: ['orders'] })
  await connection.jetstream().publish('orders', codec.encode(text))
  const { data } = await manager.streams.getMessage('orders', { last_by_subj: 'orders' })
  assert.equal(codec.decode(data), text)
  assert.equal((await manager.streams.purge('orders')).purged, 1)
  await connection.close()
}

async function mosquitto({ url }, text) {
  const { connectAsync } = (await import('mqtt')).default
  const client = await connectAsync(url)
  await client.publishAsync('kept', text, { retain: true, qos: 1 })
  assert.equal(await retained(url, connectAsync), text)
  await client.publishAsync('kept', '', { retain: true, qos: 1 })
  assert.equal(await retained(url, connectAsync), undefined)
  await client.endAsync()
}

/** The retained message, which comes with the subscription. */
async function retained(url, connectAsync) {
  const client = await connectAsync(url)
  const message = new Promise((resolve) => client.once('message', (_topic, payload) => resolve(String(payload))))
  await client.subscribeAsync('kept', { qos: 1 })
  const text = await Promise.race([message, delay(500)])
  await client.endAsync()
  return text
}

async function rabbitmq({ host, port }, text) {
  const { connect } = (await import('amqplib')).default
  const connection = await connect({ hostname: host, port, username: 'guest', password: 'guest' })
  const channel = await connection.createConfirmChannel()
  await channel.assertQueue('jobs')
  channel.sendToQueue('jobs', Buffer.from(text))
  await channel.waitForConfirms()
  const message = await channel.get('jobs', { noAck: true })
  assert.equal(String(message.content), text)
  channel.sendToQueue('jobs', Buffer.from(text))
  await channel.waitForConfirms()
  assert.equal((await channel.purgeQueue('jobs')).messageCount, 1)
  await connection.close()
}

async function etcd({ fetch }, text) {
  const base64 = (value) => Buffer.from(value).toString('base64')
  const ask = async (path, body) => {
    const response = await fetch(`/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) })
    return response.json()
  }
  await ask('put', { key: base64('key'), value: base64(text) })
  assert.equal((await ask('range', { key: base64('key') })).kvs[0].value, base64(text))
  await ask('deleterange', { key: base64('\0'), range_end: base64('\0') })
  assert.equal((await ask('range', { key: base64('key') })).kvs, undefined)
}

async function nginx({ fetch }) {
  assert.equal(await (await fetch('/')).text(), 'hello\n')
}

async function mail({ port, path }, subject) {
  const { createTransport } = (await import('nodemailer')).default
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
  await transport.sendMail({ from: 'a@example.com', to: 'b@example.com', subject, text: 'hello' })
  transport.close()
  const inbox = join(path, 'mail', 'new')
  const [file] = await readdir(inbox)
  assert.match(await readFile(join(inbox, file), 'utf8'), new RegExp(`^Subject: ${subject}$`, 'm'))
  await rm(join(inbox, file))
  assert.deepEqual(await readdir(inbox), [])
}
