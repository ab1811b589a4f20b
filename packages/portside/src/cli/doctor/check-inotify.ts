import { type CheckResult, readText } from './check'

/** Checks how many inotify(7) instances a user may have; servers that watch files need them. Linux only. */
export async function checkInotify(): Promise<CheckResult | undefined> {
  const text = await readText('/proc/sys/fs/inotify/max_user_instances')
  return text === undefined
    ? undefined
    : { name: 'inotify', state: 'ok', fact: `${text.trim()} instances for each user` }
}
