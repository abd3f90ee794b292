import type { Api } from '@shared/contract'
import { browserApi } from './browser-api'
import { type Bridge, electronApi } from './electron-api'

declare global {
  interface Window {
    readonly karyon?: Bridge
  }
}

export function connectApi(): Promise<Api> {
  return window.karyon ? electronApi(window.karyon) : browserApi()
}
