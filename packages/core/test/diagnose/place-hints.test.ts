import { expect, test } from 'vitest'
import { placeHints } from '../../src/diagnose/place-hints'

const misplaced = {
  host: '127.0.0.1',
  port: 4000,
  places: [{ address: '127.0.0.1', port: 3000 }],
  moved: [],
  output: '',
}

test.each([
  [
    'flask run',
    ['Have it read PORT (and HOST).', 'Or put {port} into its command line, as in `flask run --port {port}`.'],
  ],
  [
    'npm run dev',
    ['Have it read PORT (and HOST).', 'Or put {port} into its command line, as in `npm run dev -- --port {port}`.'],
  ],
  [
    'npm run dev --port {port}',
    [
      'npm keeps the options of its own line: put `--` before those of the script, as in `npm run dev -- --port {port}`.',
    ],
  ],
  [
    'npm run dev -- -p {port}',
    [
      'Its command line has {port}, which it does not heed: does its option for the port have another name?',
      'Or have it read PORT (and HOST).',
    ],
  ],
  [
    `node ${'x'.repeat(60)}`,
    ['Have it read PORT (and HOST).', 'Or put {port} into its command line, as in `--port {port}`.'],
  ],
])('the command line %s gets no advice that it has followed', (template, first) => {
  expect(placeHints({ ...misplaced, template })).toEqual([
    ...first,
    'Or, if it reads another variable than PORT: `env: (_, { port }) => ({ APP_PORT: port })`.',
    "Or use the port that it picks: `port: 'discover'`.",
    'Or give it the port that it wants: `port: 3000`.',
  ])
})
