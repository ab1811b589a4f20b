export type { RedisReply, RedisWord, SendFunction } from './client/reply'
export { redis } from './redis'
export type { RedisHandle } from './redis-handle'
export type { RedisOptions } from './redis-options'
