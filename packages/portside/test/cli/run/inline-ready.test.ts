import { expect, test } from 'vitest'
import { inlineReady } from '../../../src/cli/run/run-services'

test('takes a path, a pattern of the output, the health of a gRPC service, or a resource', () => {
  expect(inlineReady('/health')).toBe('/health')
  expect(inlineReady('log:listening on \\d+')).toEqual(/listening on \d+/)
  expect(inlineReady('grpc:')).toMatchObject({ description: 'gRPC health is SERVING', asksPort: true })
  expect(inlineReady('grpc:shop.v1.Orders')).toMatchObject({ description: 'gRPC health of shop.v1.Orders is SERVING' })
  expect(inlineReady('tcp:127.0.0.1:5432')).toMatchObject({ description: '127.0.0.1:5432 accepts connections' })
})

test('refuses a word, and says what it may have meant', () => {
  expect(() => inlineReady('health')).toThrow(
    "Expected `--ready` to be a path such as /health, a resource such as file:health or tcp:3000, log:<pattern> or grpc:<service>, got 'health'",
  )
})
