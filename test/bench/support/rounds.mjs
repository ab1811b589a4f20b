/**
 * Runs every job once a round, so that all of them meet the same noise. The order turns by one each round, and is backwards in every second, so that none
 * always comes first, or after the same other one. `job(round)` resolves with a sample; resolves with the samples of each job.
 */
export async function runRounds(jobs, { rounds, onRound }) {
  const samples = jobs.map(() => [])
  for (let round = 0; round < rounds; round++) {
    onRound(round)
    for (let step = 0; step < jobs.length; step++) {
      const turned = (step + round) % jobs.length
      const at = round % 2 === 0 ? turned : jobs.length - 1 - turned
      samples[at].push(await jobs[at](round))
    }
  }
  return samples
}

/** The server's pause in a round: the golden ratio's multiples spread evenly over the range, however many rounds there are. */
export function pauseOf(round, longestMs) {
  return Math.round((((round + 0.5) * 0.618034) % 1) * longestMs)
}
