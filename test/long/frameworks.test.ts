// Apps of frameworks are served by `inProcess`, and closed in their own way.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { runProgram } from '../support/run-program'

let project: Project

beforeAll(async () => {
  project = await createProject([
    'fastify@5',
    'koa@3',
    'express@5',
    '@hapi/hapi@21',
    'h3@1',
    'hono@4',
    'reflect-metadata',
    'rxjs@7',
    '@nestjs/core@11',
    '@nestjs/common@11',
    '@nestjs/platform-express@11',
    '@nestjs/platform-fastify@11',
  ])
  await project.write({ 'package.json': '{ "private": true }', 'serve.mjs': program })
})
afterAll(() => project.remove())

test.each([
  ['server', ''],
  ['listener', ''],
  ['express', ''],
  ['fastify', 'closed'],
  ['koa', ''],
  ['nestExpress', 'closed'],
  ['nestFastify', 'closed'],
  ['hapi', 'started closed'],
  ['h3', ''],
  ['hono', ''],
])('serves what is made by %s, on a given port and address, and closes it', async (name, log) => {
  const { code, output } = await runProgram(['node', 'serve.mjs', name], { cwd: project.directory }).ended
  expect(JSON.parse(/^\{.*\}$/m.exec(output)?.[0] ?? output)).toEqual({
    text: 'hello',
    isAsked: true,
    host: '127.0.0.1',
    log: log === '' ? [] : log.split(' '),
    after: 'ECONNREFUSED',
  })
  expect(code).toBe(0)
})

const program = `
import 'reflect-metadata'
import { createServer } from 'node:http'
import { inProcess, reservePort, start } from 'portside'

const log = []
const answer = (_, response) => response.end('hello')
const nest = async (...adapter) => {
  const { Module, Controller, Get } = await import('@nestjs/common')
  const { NestFactory } = await import('@nestjs/core')
  class Hello { hello() { return 'hello' } }
  Get()(Hello.prototype, 'hello', Object.getOwnPropertyDescriptor(Hello.prototype, 'hello'))
  Controller()(Hello)
  class App { onModuleDestroy() { log.push('closed') } }
  Module({ controllers: [Hello] })(App)
  return NestFactory.create(App, ...adapter, { logger: false })
}
const factories = {
  server: () => createServer(answer),
  listener: () => answer,
  express: async () => (await import('express')).default().get('/', (_, response) => response.send('hello')),
  fastify: async () => {
    const app = (await import('fastify')).default()
    app.addHook('onClose', () => log.push('closed'))
    return app.get('/', async () => 'hello')
  },
  koa: async () => new (await import('koa')).default().use((context) => { context.body = 'hello' }),
  nestExpress: () => nest(),
  nestFastify: async () => nest(new (await import('@nestjs/platform-fastify')).FastifyAdapter()),
  hapi: async () => {
    const server = (await import('@hapi/hapi')).default.server()
    server.route({ method: 'GET', path: '/', handler: () => 'hello' })
    server.events.on('start', () => log.push('started'))
    server.events.on('stop', () => log.push('closed'))
    return server
  },
  h3: async () => {
    const { createApp, eventHandler } = await import('h3')
    return createApp().use('/', eventHandler(() => 'hello'))
  },
  hono: async () => new (await import('hono')).Hono().get('/', (context) => context.text('hello')),
}

const free = await start(inProcess(() => answer))
const port = free.port
await free.stop()
const api = await start(inProcess(factories[process.argv[2]], { port }))
const text = await (await api.fetch('/')).text()
await fetch(api.url)
await api.stop()
const after = await fetch(api.url).then(() => 'an answer', (error) => error.cause.code)
console.log(JSON.stringify({ text, isAsked: api.port === port, host: api.host, log, after }))
`
