import { expect, test } from 'vitest'
import { probe } from '../../src/index'
import { freeAddress } from '../support/free-address'
import { listenTcp } from '../support/listen'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'

test('is ready when a process listens, and makes no connection', async () => {
  const address = await freeAddress()
  let isUp = false
  const isListening = async ({ port }: { readonly port: number }) => isUp && port === address.port
  const wait = observe(probe.listening(), targetAt(address, { isListening }))
  expect(await wait.tracked(() => true)).toEqual({
    probe: 'a process listens on its port',
    outcome: 'pending',
    detail: 'no process listens there so far',
  })
  const server = await listenTcp(address)
  isUp = true
  await wait.ready
  expect(server.accepted()).toBe(0)
})

test('rejects when aborted', async () => {
  const wait = observe(probe.listening(), targetAt(await freeAddress(), { isListening: async () => false }))
  await wait.tracked(() => true)
  wait.abort()
  await expect(wait.ready).rejects.toThrow('aborted')
})

test('rejects a target whose listeners are not visible, and a port that is none', async () => {
  const wait = observe(probe.listening(), targetAt(await freeAddress()))
  await expect(wait.ready).rejects.toThrow('a probe that can see who listens (of api it cannot)')
  expect(() => probe.listening(0)).toThrow('Expected `port` to be an integer from 1 to 65535')
})
