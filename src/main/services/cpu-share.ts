import { availableParallelism, totalmem } from 'node:os'

/** What networks on the CPU take: `networks` side by side, of `threads` processor threads each. */
export interface CpuShare {
  networks: number
  threads: number
}

/** The most that a network takes at its largest tile (1280²: nucleus-4 .5 GB, nucleus-ensemble-5 1.1 GB). */
const NETWORK_BYTES = 2 ** 30
/** The part of the computer's memory that networks may take. */
const MEMORY = 0.25

/**
 * One network with all cores for a single image, which is then done soonest. For many, as many networks side by side as
 * images are worked on at a time, if cores and memory allow: the cores have less to wait for each other.
 *
 * @param images waiting; `lanes` of them are worked on at a time.
 */
export function cpuShare(
  images: number,
  lanes: number,
  cores = availableParallelism(),
  bytes = memory(),
): CpuShare {
  const fitting = Math.floor((MEMORY * bytes) / NETWORK_BYTES)
  const networks = Math.max(1, Math.min(images, lanes, cores, fitting))
  return { networks, threads: networks === 1 ? cpuThreads(cores) : Math.floor(cores / networks) }
}

/** Images worked on at a time: more would take memory and bring nothing. */
export function imageLanes(cores = availableParallelism()): number {
  return Math.max(2, Math.min(6, cores))
}

/** Threads for one network alone: all cores, but no more than help. */
export function cpuThreads(cores = availableParallelism()): number {
  return Math.max(1, Math.min(8, cores))
}

/** Bytes of memory, or what a container leaves of it. */
function memory(): number {
  const limit = process.constrainedMemory?.() ?? 0
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}
