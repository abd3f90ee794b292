import type { ShellPort } from '@shared/services-port'
import { type BrowserWindow, dialog, shell } from 'electron'

/** What holds masks or outlines, and tables of images. */
const MASKS = ['tif', 'tiff', 'png', 'csv', 'json', 'geojson', 'zip', 'roi']
const IMAGES = ['tif', 'tiff', 'png', 'jpg', 'jpeg', 'webp', 'bmp']

/** Dialogs and the file manager of the system. */
export function electronShell(window: () => BrowserWindow | undefined): ShellPort {
  return {
    kind: 'electron',
    async choose(what) {
      const files = what === 'images' || what === 'mask-file'
      const options: Electron.OpenDialogOptions = {
        title: TITLES[what],
        properties: files ? ['openFile', 'multiSelections'] : ['openDirectory', 'createDirectory'],
        filters: files
          ? [
              what === 'images'
                ? { name: 'Images', extensions: IMAGES }
                : { name: 'Masks and tables', extensions: MASKS },
              { name: 'All files', extensions: ['*'] },
            ]
          : [],
      }
      if (what === 'folder') options.properties = ['openDirectory', 'multiSelections']
      const parent = window()
      const chosen = parent
        ? await dialog.showOpenDialog(parent, options)
        : await dialog.showOpenDialog(options)
      return chosen.canceled ? [] : chosen.filePaths
    },
    async show(path) {
      shell.showItemInFolder(path)
    },
  }
}

const TITLES = {
  folder: 'Choose a plate folder or a folder of images',
  images: 'Choose images',
  model: 'Choose a model folder (model.onnx, manifest.json)',
  output: 'Choose where results are written',
  run: 'Choose a results folder',
  masks: 'Choose a folder of masks, results or images',
  'mask-file': 'Choose a file of masks, or a table',
}
