import { parseArgs } from 'node:util'
import { serverKinds } from './target.mjs'

/** The parts of the benchmark, as `--only` names them. */
const parts = ['readiness', 'cycle', 'waiting', 'import', 'install']

const help = `Measures portside and its peers side by side.

Usage: pnpm bench [options]

Options:
  --rounds <number>   How often each peer is measured (default: 30)
  --only <part>       Only this part: ${parts.join(', ')}; may be given several times
  --server <kind>     Only servers of this kind: ${serverKinds.join(', ')}; may be given several times
  --quick             3 rounds with a server that starts at once: shows that the benchmark works, not how fast anything is
  --out <file>        Where the JSON goes (default: a new file in test/bench/results)
  -h, --help          Show this help`

/** Reads the command line. Throws a `TypeError` that says what is wrong with it. */
export function readOptions(args) {
  const { values } = parseArgs({
    args: args.filter((word) => word !== '--'),
    options: {
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true },
      server: { type: 'string', multiple: true },
      quick: { type: 'boolean' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return { help }
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 30))
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new TypeError(`Expected \`--rounds\` to be a whole number above 0, got '${values.rounds}'`)
  const only = values.only ?? parts
  const servers = values.server ?? serverKinds
  checkWords('--only', only, parts)
  checkWords('--server', servers, serverKinds)
  // The slowest poll is every 2 s: pauses from 0 to 2 s meet every peer's poll at any moment of its interval.
  return {
    rounds,
    only,
    servers,
    out: values.out,
    longestPauseMs: values.quick ? 0 : 2000,
    waitMs: values.quick ? 300 : 3000,
  }
}

function checkWords(option, words, known) {
  const unknown = words.find((word) => !known.includes(word))
  if (unknown !== undefined)
    throw new TypeError(`Expected \`${option}\` to be one of ${known.join(', ')}, got '${unknown}'`)
}
