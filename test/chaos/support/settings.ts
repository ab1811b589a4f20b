const defaultSeed = 20_160_229

/** Whether the full form of each attack runs (`pnpm chaos`) and not the short one of `pnpm check`. */
export const isFull = process.env['PORTSIDE_CHAOS'] === 'full'

/** The seed of every random choice of this run: `PORTSIDE_CHAOS_SEED`, a whole number. */
export const chaosSeed = readSeed(process.env['PORTSIDE_CHAOS_SEED'])

function readSeed(text: string | undefined): number {
  if (text === undefined) return defaultSeed
  if (!/^\d{1,15}$/.test(text)) throw new TypeError(`Expected PORTSIDE_CHAOS_SEED to be a whole number, got ${text}`)
  return Number(text)
}
