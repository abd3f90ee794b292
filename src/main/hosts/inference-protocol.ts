import type { Failure } from '@core/errors'

/** What the inference host is started with. */
export interface InferenceHostData {
  /** Files of the model's networks: its own first, then the one for one look, where it has one. */
  onnxPaths: string[]
  inputName: string
  /** Of the maps; a network may have other outputs too. */
  outputName: string
  /** One ONNX provider: 'cpu', 'webgpu', 'dml', 'coreml', 'cuda'. Never a list: an unusable one throws anyway. */
  provider: string
  threads: number
}

/** To the host. */
export type HostRequest = { type: 'connect'; port: MessagePort } | { type: 'stop' }

/** From the host; 'disconnected' when a port was closed at its other end. */
export type HostEvent = { type: 'ready' } | { type: 'disconnected' } | { type: 'failed'; failure: Failure }

/** Over a connected port. Buffers are transferred. */
export interface TileRequest {
  id: number
  /** Which of the networks, by its place in `onnxPaths`. */
  network: number
  data: Float32Array
  width: number
  height: number
}

export type TileReply =
  | { id: number; data: Float32Array; channels: number; width: number; height: number; milliseconds: number }
  | { id: number; failure: Failure }

type MessagePort = import('node:worker_threads').MessagePort
