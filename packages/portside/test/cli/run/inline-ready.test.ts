import { expect, test } from 'vitest'
import { inlineReady } from '../../../src/cli/run/inline-ready'

test('takes a path, a pattern of the output, the health of a gRPC service, or a resource', () => {
  expect(inlineReady({ ready: '/health' })).toBe('/health')
  expect(inlineReady({ ready: 'log:listening on \\d+' })).toEqual(/listening on \d+/)
  expect(inlineReady({ ready: 'grpc:' })).toMatchObject({ description: 'gRPC health is SERVING', asksPort: true })
  expect(inlineReady({ ready: 'grpc:shop.v1.Orders' })).toMatchObject({
    description: 'gRPC health of shop.v1.Orders is SERVING',
  })
  expect(inlineReady({ ready: 'tcp:127.0.0.1:5432' })).toMatchObject({
    description: '127.0.0.1:5432 accepts connections',
  })
})

test('refuses a word, and says what it may have meant', () => {
  expect(() => inlineReady({ ready: 'health' })).toThrow(
    "Expected `--ready` to be a path such as /health, a resource such as file:health or tcp:3000, log:<pattern> or grpc:<service>, got 'health'",
  )
})

test.each(['http://127.0.0.1:{port}/health', 'http-get:{url}/health', 'tcp:{host}:{port}'])(
  'refuses a placeholder, since a path is all that it takes: %s',
  (ready) => {
    expect(() => inlineReady({ ready })).toThrow(
      `Expected \`--ready\` to be a path such as /health, which is requested at the service's own address, got '${ready}'`,
    )
  },
)

test('requests a path or a URL with headers, and accepts other statuses', () => {
  const status = (code: number) => code === 404
  const description = expect.stringContaining('GET /health answers') as string
  expect(inlineReady({ ready: '/health', status, headers: { accept: 'x' } })).toMatchObject({ description })
  for (const ready of [undefined, 'log:up', 'tcp:80'])
    expect(() => inlineReady({ ...(ready === undefined ? {} : { ready }), status })).toThrow('--ready /health --status')
})

test('refuses a pattern that is none', () => {
  expect(() => inlineReady({ ready: 'log:(' })).toThrow('`--ready` to have a pattern after log:')
})
