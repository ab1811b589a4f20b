import type { Random } from './random'

/** Begins the message of each error that an odd value throws by itself: not portside's words, and so no internal message. */
const ownWords = 'thrown by the input'

/** A value that no option has, of any type: most of them wrong, some of them right for one option or another. */
export function oddValue(random: Random): unknown {
  return random.pick(makers)(random)
}

/** A record of some of `names` with odd values, now and then with one name that is a letter off. */
export function oddOptions(
  random: Random,
  names: readonly string[],
  good: Readonly<Record<string, unknown>> = {},
): unknown {
  if (random.next() < 0.05) return oddValue(random)
  const chosen = random.shuffle(names).slice(0, random.integer(0, 3))
  const entries = chosen.map((name) => [random.next() < 0.03 ? `${name}s` : name, oddValue(random)])
  return { ...good, ...(Object.fromEntries(entries) as object) }
}

/** Whether what was thrown is portside's own word for a wrong argument or a failure, and not what some line of code met by chance. */
export function isOwnError(error: unknown): boolean {
  if (!(error instanceof Error)) return String(error).startsWith(ownWords)
  if (error.message.startsWith(ownWords) || error.name === 'PortsideError') return true
  return error instanceof TypeError && ownMessage.test(error.message)
}

const ownMessage = /^(Expected |\S+ has no option |Unknown )|: (Expected|the command line) /

const makers: readonly ((random: Random) => unknown)[] = [
  ({ pick }) => pick([undefined, null, true, false]),
  ({ pick }) => pick([NaN, Infinity, -Infinity, -1, -0, 0, 0.5, 1, 3000, 65_536, 2 ** 31, 2 ** 53, 1e99]),
  ({ pick }) =>
    pick([
      '',
      ' ',
      '/',
      '/health',
      'x',
      'lease',
      'none',
      'discover',
      'run',
      'test',
      'any',
      'own',
      '__proto__',
      'constructor',
    ]),
  ({ pick }) =>
    pick([
      'a\0b',
      'a\nb',
      '💥',
      '\uD800',
      'x'.repeat(100_000),
      '../..',
      'http://',
      'http://[',
      'node -e 1',
      '{port}',
      "'",
    ]),
  ({ pick }) => pick([[], [null], [''], ['a', 1], [[]], Array.from({ length: 3 })]),
  ({ pick }) =>
    pick([{}, { x: 1 }, { PORT: 1 }, { A: { b: 1 } }, { '': '' }, { '3000': 'lease' }, Object.create(null) as object]),
  () => ({ get x() { return fail() } }), // prettier-ignore
  () => new Proxy({}, { get: fail, ownKeys: fail, getOwnPropertyDescriptor: fail, has: fail }),
  ({ pick }) =>
    pick([
      () => undefined,
      () => null,
      () => 1,
      () => ({}),
      fail,
      async () => fail(),
      () => new Promise(() => undefined),
    ]),
  ({ pick }) => pick([Symbol('odd'), 10n, /x/, new Date(Number.NaN), new Map([[1, 2]]), new Error('odd')]),
  () => Promise.resolve({}),
  // oxlint-disable-next-line unicorn/no-thenable
  () => ({ then: (resolve: (value: unknown) => void) => resolve({}) }),
  () => ({ description: 'odd', wait: fail }),
  () => ({ kind: 'port' }),
]

function fail(): never {
  throw new TypeError(ownWords)
}
