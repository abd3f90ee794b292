import type { Prefs } from './contract'
import type { RunSettings } from './run'

export const DEFAULT_PREFS: Prefs = {
  theme: 'system',
  palette: 'published',
  units: 'um',
  quality: 'balanced',
  model: 'auto',
  device: 'auto',
  output: '',
  exportOverlays: false,
  checkBelow: 0.7,
  notify: true,
}

export const DEFAULT_RUN_SETTINGS: RunSettings = {
  quality: 'balanced',
  model: 'auto',
  device: 'auto',
  channel: 'auto',
  labels: true,
  overlays: false,
  recursive: true,
}
