/**
 * The shortest ends of paths that tell them apart: `plate1` where that is enough, `HUVEC-1/plate1` where another
 * path ends in `plate1` too. They do not depend on the order of the paths, nor on what lies above.
 *
 * @param paths distinct paths with `/` or `\\` between components
 */
export function distinguishingNames(paths: string[]): Map<string, string> {
  const names = new Map<string, string>()
  const parts = new Map(paths.map((path) => [path, path.split(/[\\/]/).filter((part) => part !== '')]))
  let open = paths
  for (let depth = 1; open.length > 0; depth++) {
    const byName = new Map<string, string[]>()
    for (const path of open) {
      const name = (parts.get(path) ?? []).slice(-depth).join('/')
      const same = byName.get(name)
      if (same) same.push(path)
      else byName.set(name, [path])
    }
    open = []
    for (const [name, same] of byName) {
      const exhausted = same.every((path) => depth >= (parts.get(path)?.length ?? 0))
      if (same.length === 1 || exhausted) for (const path of same) names.set(path, name)
      else open.push(...same)
    }
  }
  return names
}
