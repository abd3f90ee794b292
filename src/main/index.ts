/**
 * One file starts both shells: Electron loads it as the app's main, plain Node as the loopback server. The
 * half that is not wanted is never loaded, so plain Node needs no Electron.
 */
if (process.versions.electron) void import('./window/electron-main')
else void import('./browser-shell/main')
