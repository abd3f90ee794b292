import type {
  AppEvent,
  Args,
  BinaryArgs,
  BinaryName,
  BinaryResult,
  ChooseWhat,
  RequestName,
  Result,
} from './contract'
import type { PathHandle } from './path-handle'

/** What a shell needs of the services: the contract itself, already checked, plus a few things only shells do. */
export interface ServicesPort {
  request<K extends RequestName>(name: K, args: Args<K>): Promise<Result<K>>
  binary<K extends BinaryName>(name: K, args: BinaryArgs<K>): Promise<BinaryResult<K>>
  subscribe(listener: (events: AppEvent[]) => void): () => void
  /** Makes handles for paths the user opened (dropped, chosen, or named when starting). Missing ones are left out. */
  open(paths: string[]): Promise<PathHandle[]>
  /** True while a run is being counted. */
  busy(): boolean
  close(): Promise<void>
}

/** What the services need of a shell: things only a window system can do. */
export interface ShellPort {
  readonly kind: 'electron' | 'browser'
  choose(what: ChooseWhat): Promise<string[]>
  /** Shows a file or folder in the system's file manager. */
  show(path: string): Promise<void>
}
