const engines = [
  { name: 'Docker', pattern: /docker[-/]([\da-f]{12})[\da-f]{52}/ },
  { name: 'Podman', pattern: /libpod-([\da-f]{12})[\da-f]{52}/ },
  { name: 'Kubernetes', pattern: /kubepods\S*[-/]([\da-f]{12})[\da-f]{52}/ },
  { name: 'containerd', pattern: /cri-containerd-([\da-f]{12})[\da-f]{52}/ },
  { name: 'LXC', pattern: /\/lxc(?:\.payload)?[./]([\w.-]+)/ },
]

/** The container that a process runs in, by the text of its `/proc/<pid>/cgroup` (cgroups(7)); engines put their id there. */
export function findContainer(cgroup: string): string | undefined {
  for (const { name, pattern } of engines) {
    const id = pattern.exec(cgroup)?.[1]
    if (id !== undefined) return `${name} ${id}`
  }
  return undefined
}
