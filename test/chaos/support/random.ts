import { onTestFailed } from 'vitest'
import { chaosSeed } from './settings'

/** Random choices that are the same for the same seed. */
export interface Random {
  /** A number from 0 up to, and without, 1. */
  readonly next: () => number
  /** A whole number from `least` to `most`, both included. */
  readonly integer: (least: number, most: number) => number
  readonly pick: <Item>(items: readonly Item[]) => Item
  /** The items in another order. */
  readonly shuffle: <Item>(items: readonly Item[]) => Item[]
}

/** Random choices for the test that calls this; the seed is printed if that test fails. */
export function useRandom(): Random {
  onTestFailed(() => console.error(`Repeat the attack with PORTSIDE_CHAOS_SEED=${chaosSeed}`))
  return createRandom(chaosSeed)
}

/** Random choices from a seed, by the generator mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    integer,
    pick: <Item>(items: readonly Item[]) => items[integer(0, items.length - 1)] as Item,
    shuffle: (items) => {
      const order = [...items].map((item) => ({ item, key: next() }))
      return order.sort((one, other) => one.key - other.key).map(({ item }) => item)
    },
  }
}
