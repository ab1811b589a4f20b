import { describe, expect, test } from 'vitest'
import { parseWaitTarget } from '../../../src/cli/wait/wait-target'

describe('parseWaitTarget', () => {
  test.each(['postgres', 'redis', 'amqp', 'http', 'tcp'])(
    'keeps the password of a %s URL out of what is printed',
    (kind) => {
      const target = parseWaitTarget(`${kind}://me:hunter2@127.0.0.1:5999/x`)
      expect(target.name).toBe(`${kind}://me:****@127.0.0.1:5999/x`)
      expect(JSON.stringify(target.targets.map(({ service, url }) => [service, url]))).not.toContain('hunter2')
    },
  )

  test('leaves a resource without a password as it was given', () => {
    expect(parseWaitTarget('tcp:127.0.0.1:5432').name).toBe('tcp:127.0.0.1:5432')
  })

  test.each([
    ['3000', ['127.0.0.1:3000', '::1:3000']],
    ['localhost:3000', ['127.0.0.1:3000', '::1:3000']],
    ['127.0.0.1:80', ['127.0.0.1:80']],
    ['[::1]:3000', ['::1:3000']],
    ['db.local:5432', ['db.local:5432']],
  ])('takes %s for a port', (name, expected) => {
    const { targets } = parseWaitTarget(name)
    expect(targets.map(({ host, port }) => `${host}:${port}`)).toEqual(expected)
  })

  test.each(['file:3000', 'command:3000', './3000'])('takes %s for what it says', (name) => {
    expect(parseWaitTarget(name).targets).toMatchObject([{ service: name }])
    expect(parseWaitTarget(name).targets[0]?.port).toBeUndefined()
  })

  test.each(['0', '99999', 'localhost:70000'])('refuses %s', (name) => {
    expect(() => parseWaitTarget(name)).toThrow(`a port from 1 to 65535 in '${name}'`)
  })

  test('reads the service from the path of a gRPC URL', () => {
    const { probe, targets } = parseWaitTarget('grpcs://127.0.0.1/shop.v1.Orders')
    expect(probe.description).toBe('gRPC health of shop.v1.Orders is SERVING')
    expect(targets.map(({ port }) => port)).toEqual([443])
    expect(parseWaitTarget('grpc://127.0.0.1').probe.description).toBe('gRPC health is SERVING')
  })

  test('does not print the password of a URL that it refuses', () => {
    expect(() => parseWaitTarget('tcp://me:hunter2@web')).toThrow(/'tcp:\/\/me:\*{4}@web'/)
  })
})
