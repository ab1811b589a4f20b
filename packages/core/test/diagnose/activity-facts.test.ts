import { expect, test } from 'vitest'
import { activityFacts } from '../../src/diagnose/activity-facts'

const server = { pid: 7, command: 'node server.js', state: 'R' }

test.each([
  [
    'runs',
    { cpuMs: 3000, queuedMs: 100, ageMs: 4000 },
    ['Process 7 (node server.js) is busy: it has used 3.0 s of processor time in 4.0 s.'],
  ],
  [
    'waits for a processor, as on an overloaded machine',
    { cpuMs: 400, queuedMs: 3500, ageMs: 4000 },
    [
      'Process 7 (node server.js) is busy: it has used 0.4 s of processor time in 4.0 s, and waited 3.5 s for a processor.',
    ],
  ],
  ['mostly sleeps', { cpuMs: 400, queuedMs: 400, ageMs: 4000 }, []],
  ['has just begun', { cpuMs: 400, queuedMs: 0, ageMs: 450 }, []],
])('a process that %s is reported so', (_, times, facts) => {
  const evidence = { activities: [{ ...server, ...times }], pending: [], output: '' }
  expect(activityFacts(evidence as never)).toEqual(facts)
})
