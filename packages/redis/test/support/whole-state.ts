import type { SendFunction } from '../../src/index'

// Sets and hashes have no order, so what DUMP shows of them may differ.
const script = `
  local key, kind = KEYS[1], redis.call('TYPE', KEYS[1]).ok
  local value
  if kind == 'set' then
    value = redis.call('SMEMBERS', key)
    table.sort(value)
    value = table.concat(value, ',')
  elseif kind == 'hash' then
    local pairs = {}
    local fields = redis.call('HGETALL', key)
    for index = 1, #fields, 2 do table.insert(pairs, fields[index] .. '=' .. fields[index + 1]) end
    table.sort(pairs)
    value = table.concat(pairs, ',')
  else
    value = redis.sha1hex(redis.call('DUMP', key))
  end
  return kind .. ' ' .. value .. (redis.call('PTTL', key) > 0 and ' expires' or '')`

/** The keys of a database with their values, and whether they expire. */
export async function wholeState(send: SendFunction): Promise<Readonly<Record<string, string>>> {
  const keys = await send<string[]>('KEYS', '*')
  const entries = keys.sort().map(async (key) => [key, await send<string>('EVAL', script, 1, key)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

/** Fills a database with keys of all types. */
export async function fillAll(send: SendFunction): Promise<void> {
  await send('MSET', ...Array.from({ length: 200 }, (_, index) => [`text:${index}`, `value ${index}`]).flat())
  await send('RPUSH', 'list', ...Array.from({ length: 50 }, (_, index) => index))
  await send('SADD', 'set', 1, 2, 3, 'four')
  await send('ZADD', 'scores', 1, 'one', 2, 'two')
  await send('HSET', 'hash', 'name', 'Ann', 'age', 5)
  await send('XADD', 'stream', '1-1', 'name', 'first')
  await send('XADD', 'stream', '2-1', 'name', 'second')
  await send('XGROUP', 'CREATE', 'stream', 'readers', 0)
  await send('SET', 'session', 'of Ann', 'EX', 1000)
  await send('PFADD', 'seen', 'a', 'b')
  await send('GEOADD', 'places', 13.36, 38.11, 'Palermo')
  await send('SETBIT', 'bits', 7, 1)
}

/** Things that a test may do, word by word. */
export const deeds: readonly (readonly (readonly (string | number)[])[])[] = [
  [['SET', 'text:3', 'other']],
  [['SET', 'new', 'key'], ['DEL', 'text:1', 'text:2']],
  [['FLUSHDB']],
  [['FLUSHDB', 'ASYNC'], ['SET', 'text:5', 'after'], ['SET', 'extra', 1]],
  [['LPOP', 'list', 5], ['RPUSH', 'list', 'x']],
  [['SPOP', 'set'], ['SMOVE', 'set', 'other set', 'four']],
  [['ZINCRBY', 'scores', 5, 'one'], ['ZREM', 'scores', 'two']],
  [['HINCRBY', 'hash', 'age', 1], ['HDEL', 'hash', 'name']],
  [['XREADGROUP', 'GROUP', 'readers', 'ann', 'COUNT', 1, 'STREAMS', 'stream', '>']],
  [['XREADGROUP', 'GROUP', 'readers', 'ann', 'STREAMS', 'stream', '>'], ['XACK', 'stream', 'readers', '1-1']],
  [['XADD', 'stream', '*', 'a', 'b'], ['XTRIM', 'stream', 'MAXLEN', 1]],
  [['XGROUP', 'DESTROY', 'stream', 'readers']],
  [['EXPIRE', 'text:9', 100], ['PERSIST', 'session']],
  [['PEXPIRE', 'session', 1], ['PEXPIRE', 'text:10', 1]],
  [['GETDEL', 'session'], ['GETEX', 'text:11', 'EX', 5]],
  [['RENAME', 'text:20', 'text:21'], ['COPY', 'text:22', 'copied']],
  [['MULTI'], ['SET', 'text:30', 'in a transaction'], ['DEL', 'hash'], ['EXEC']],
  [['MULTI'], ['DEL', 'list'], ['DISCARD']],
  [['EVAL', "for i = 1, 50 do redis.call('SET', 'scripted:' .. i, i) end redis.call('DEL', 'list')", 0]],
  [['SORT', 'list', 'STORE', 'sorted'], ['BITOP', 'NOT', 'bits', 'bits'], ['PFMERGE', 'seen', 'seen', 'other']],
  [['SETRANGE', 'text:40', 3, 'x'], ['APPEND', 'text:41', '!'], ['INCR', 'counter']],
  [['SUNIONSTORE', 'set', 'set', 'other set'], ['ZUNIONSTORE', 'scores', 1, 'scores', 'WEIGHTS', 2]],
  [['LMOVE', 'list', 'second list', 'LEFT', 'RIGHT'], ['LREM', 'list', 0, 7]],
  [['MOVE', 'text:50', 0]],
  [['CONFIG', 'SET', 'notify-keyspace-events', ''], ['SET', 'text:60', 'unseen'], ['SET', 'unseen', 1]],
] // prettier-ignore
