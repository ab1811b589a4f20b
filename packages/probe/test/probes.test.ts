import { expect, test } from 'vitest'
import { probe, toProbe } from '../src/index'

test('a path, an expression, a probe, a function and nothing each stand for a probe', () => {
  const own = { description: 'its own', wait: () => Promise.resolve() }
  const options = [undefined, '/health', 'http://127.0.0.1/x', /up/, own, function isUp() {}, probe.tcp(80)]
  expect(options.map((option) => toProbe(option).description)).toEqual([
    'its port accepts connections',
    'GET /health answers 2xx or 3xx',
    'GET http://127.0.0.1/x answers 2xx or 3xx',
    'its output matches /up/',
    'its own',
    'isUp() succeeds',
    'port 80 accepts connections',
  ])
  expect(toProbe(own)).toBe(own)
})

test('anything else is a TypeError', () => {
  for (const wrong of ['health', 80, null, {}, []]) {
    expect(() => toProbe(wrong as never)).toThrow(
      "Expected `ready` to be a path such as '/health', a regular expression, a probe or a function, got ",
    )
  }
})
