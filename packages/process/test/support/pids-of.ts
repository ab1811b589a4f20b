import type { ChildHandle } from '../../src/index'

/** The processes that a program of `test/servers` says it consists of. */
export async function pidsOf(child: Pick<ChildHandle, 'output'>): Promise<readonly number[]> {
  const [, pids = ''] = await child.output.waitFor(/pids: ([\d ]+);/)
  return pids.split(' ').map(Number)
}
