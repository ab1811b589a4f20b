import { type CheckResult, readText } from './check'

/** How many inotify(7) instances a user may have, which servers that watch files take: a fact of Linux. */
export async function checkInotify(): Promise<CheckResult | undefined> {
  const text = await readText('/proc/sys/fs/inotify/max_user_instances')
  return text === undefined
    ? undefined
    : { name: 'inotify', state: 'ok', fact: `${text.trim()} instances for each user` }
}
